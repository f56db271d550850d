//! What came of a plan, as JSON and Markdown.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::Value;

/// A plan's results.
#[derive(Debug, Clone, Serialize)]
pub struct PlanResult {
    /// The suite's name for it.
    pub plan: String,
    /// The variant.
    pub variant: Value,
    /// The suite's version.
    pub suite_version: Option<String>,
    /// Where the suite shows it; of use while that suite runs.
    #[serde(skip)]
    pub link: String,
    /// Each module.
    pub modules: Vec<ModuleResult>,
}

/// A module's result.
#[derive(Debug, Clone, Serialize)]
pub struct ModuleResult {
    /// Its name.
    pub module: String,
    /// PASSED, REVIEW, SKIPPED, WARNING, FAILED, or why it did not end.
    pub result: String,
    /// What was expected.
    pub expected: String,
    /// Why something else than PASSED is right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What the log says beside success.
    pub notes: Vec<String>,
    /// How long it took.
    pub seconds: f64,
}

impl ModuleResult {
    pub(super) fn new(module: &str, expected: String, reason: Option<String>) -> Self {
        let result = "UNKNOWN".to_owned();
        Self { module: module.to_owned(), result, expected, reason, notes: Vec::new(), seconds: 0.0 }
    }

    /// Whether it ended as expected.
    pub fn is_expected(&self) -> bool {
        self.result == self.expected
    }
}

impl PlanResult {
    /// How many modules ended this way.
    pub fn count(&self, result: &str) -> usize {
        self.modules.iter().filter(|module| module.result == result).count()
    }

    /// One line.
    pub fn line(&self) -> String {
        let names = ["PASSED", "REVIEW", "SKIPPED", "WARNING", "FAILED"];
        let counts: Vec<_> =
            names.map(|name| format!("{} {}", self.count(name), name.to_lowercase())).to_vec();
        let surprises = self.modules.iter().filter(|module| !module.is_expected()).count();
        format!("{}: {} ({surprises} not as expected)", self.plan, counts.join(", "))
    }

    /// A page for people.
    pub fn markdown(&self) -> String {
        let mut page = format!("# {}\n\n{}\n\n", self.plan, self.line());
        if let Some(version) = &self.suite_version {
            let _ = writeln!(page, "Suite {version}, variant `{}`\n", self.variant);
        }
        page.push_str("| module | result | s | why it is not PASSED |\n| --- | --- | ---: | --- |\n");
        for module in &self.modules {
            let why = module.reason.as_deref().unwrap_or_default();
            let mark = if module.is_expected() { "" } else { " (unexpected)" };
            let _ = writeln!(
                page,
                "| {} | {}{mark} | {:.1} | {why} |",
                module.module, module.result, module.seconds
            );
        }
        page
    }
}
