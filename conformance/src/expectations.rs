//! What is known not to pass, each with its reason. What passes although it is listed is as unexpected as what fails
//! without being listed: the list never grows old.

use serde::{Deserialize, Serialize};

use crate::report::ModuleReport;
use crate::verdict::Outcome;

/// The reason that stands in a file until somebody gives one.
const UNEXPLAINED: &str = "to be explained";

/// One known result.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// `plan/module`.
    pub module: String,
    /// How it ends.
    pub result: Outcome,
    /// Why.
    pub reason: String,
}

/// The known results of a run. The default is that nobody wrote any down: then a skipped module is no surprise, for nothing
/// was found to be wrong.
#[derive(Debug, Clone, Default)]
pub struct Expectations {
    listed: Vec<Expectation>,
    are_written: bool,
}

impl Expectations {
    /// Reads a JSON array. Each needs a reason, and none may be listed twice.
    pub fn parse(text: &str) -> anyhow::Result<Self> {
        let listed: Vec<Expectation> = serde_json::from_str(text)?;
        for (n, one) in listed.iter().enumerate() {
            anyhow::ensure!(!one.reason.trim().is_empty(), "{} has no reason", one.module);
            anyhow::ensure!(
                one.result != Outcome::Passed,
                "{} is expected to pass: leave it out",
                one.module
            );
            let is_twice = listed[..n].iter().any(|other| other.module == one.module);
            anyhow::ensure!(!is_twice, "{} is listed twice", one.module);
        }
        Ok(Self { listed, are_written: true })
    }

    /// What is known of a module.
    pub fn of(&self, module: &str) -> Option<&Expectation> {
        self.listed.iter().find(|one| one.module == module)
    }

    /// Whether this is how it was expected to end.
    pub fn agree(&self, module: &str, outcome: Outcome) -> bool {
        let is_left_open = !self.are_written && outcome == Outcome::Skipped;
        is_left_open || self.of(module).map_or(Outcome::Passed, |known| known.result) == outcome
    }

    /// A file to begin with: what did not pass, with the reasons that are known so far.
    pub fn beginning(&self, modules: &[ModuleReport]) -> Vec<Expectation> {
        let rest = modules.iter().filter(|module| module.outcome != Outcome::Passed);
        let listed = rest.map(|module| {
            let (module, result) = (module.name(), module.outcome);
            let known = self.of(&module).filter(|known| known.result == result);
            let reason = known.map_or(UNEXPLAINED, |known| &known.reason).to_owned();
            Expectation { module, result, reason }
        });
        listed.collect()
    }

    /// Those that name no module of `names`: mistyped, or gone.
    pub fn strangers<'s>(&'s self, names: &'s [String]) -> impl Iterator<Item = &'s str> {
        self.listed
            .iter()
            .map(|one| one.module.as_str())
            .filter(|module| !names.iter().any(|name| name == module))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unexpected_pass_is_as_wrong_as_an_unexpected_failure() {
        let known = r#"[{"module": "basic/server", "result": "skipped", "reason": "not offered"}]"#;
        let known = Expectations::parse(known).unwrap();
        assert!(
            known.agree("basic/server", Outcome::Skipped) && !known.agree("basic/server", Outcome::Passed)
        );
        assert!(known.agree("basic/other", Outcome::Passed) && !known.agree("basic/other", Outcome::Skipped));
        assert_eq!(known.strangers(&["basic/other".to_owned()]).collect::<Vec<_>>(), ["basic/server"]);
    }

    #[test]
    fn where_nothing_is_written_down_a_skipped_module_is_no_surprise() {
        let none = Expectations::default();
        assert!(
            none.agree("basic/server", Outcome::Skipped) && !none.agree("basic/server", Outcome::Warning)
        );
        assert!(!Expectations::parse("[]").unwrap().agree("basic/server", Outcome::Skipped));
    }

    #[test]
    fn a_file_to_begin_with_lists_what_did_not_pass_and_keeps_known_reasons() {
        let report = |module: &str, outcome| ModuleReport {
            plan: "basic".to_owned(),
            module: module.to_owned(),
            requires: String::new(),
            source: String::new(),
            outcome,
            findings: Vec::new(),
            exchanges: Vec::new(),
            seconds: 0.0,
        };
        let known = r#"[{"module": "basic/a", "result": "skipped", "reason": "not offered"}]"#;
        let known = Expectations::parse(known).unwrap();
        let reports =
            [report("a", Outcome::Skipped), report("b", Outcome::Passed), report("c", Outcome::Failed)];
        let text = serde_json::to_string(&known.beginning(&reports)).unwrap();
        assert!(
            text.contains("not offered") && text.contains("to be explained") && !text.contains("basic/b")
        );
        assert!(Expectations::parse(&text).unwrap().agree("basic/c", Outcome::Failed));
    }

    #[test]
    fn every_exception_has_a_reason() {
        for wrong in [
            r#"[{"module": "a/b", "result": "failed", "reason": " "}]"#,
            r#"[{"module": "a/b", "result": "passed", "reason": "why"}]"#,
            r#"[{"module": "a/b", "result": "failed"}]"#,
        ] {
            assert!(Expectations::parse(wrong).is_err(), "{wrong}");
        }
    }
}
