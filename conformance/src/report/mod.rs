//! What came of a run: for the terminal, as JSON, as one HTML file.

mod html;
mod terminal;

use serde::Serialize;

pub use html::page;
pub use terminal::{line, summary};

use crate::expectations::Expectations;
use crate::verdict::{Finding, Outcome};
use crate::wire::Exchange;

/// One module's result, with everything that was said.
#[derive(Debug, Clone, Serialize)]
pub struct ModuleReport {
    /// Its plan.
    pub plan: String,
    /// Its name.
    pub module: String,
    /// What it requires.
    pub requires: String,
    /// Where that is written.
    pub source: String,
    /// How it ended.
    pub outcome: Outcome,
    /// What did not hold.
    pub findings: Vec<Finding>,
    /// Requests and replies, in order.
    pub exchanges: Vec<Exchange>,
    /// How long it took.
    pub seconds: f64,
}

impl ModuleReport {
    /// `plan/module`.
    pub fn name(&self) -> String {
        format!("{}/{}", self.plan, self.module)
    }
}

/// A whole run.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// Who was tested.
    pub issuer: String,
    /// When it began, RFC 3339.
    pub began: String,
    /// How long it took.
    pub seconds: f64,
    /// Every module that ran.
    pub modules: Vec<ModuleReport>,
    /// Those that did not end as expected.
    pub unexpected: Vec<String>,
}

impl Report {
    /// Puts results and expectations together.
    pub fn new(issuer: &str, began: String, modules: Vec<ModuleReport>, known: &Expectations) -> Self {
        let seconds = modules.iter().map(|module| module.seconds).sum();
        let surprising = |module: &&ModuleReport| !known.agree(&module.name(), module.outcome);
        let unexpected = modules.iter().filter(surprising).map(ModuleReport::name).collect();
        Self { issuer: issuer.to_owned(), began, seconds, modules, unexpected }
    }

    /// Those that did not end as expected.
    pub fn surprises(&self) -> impl Iterator<Item = &ModuleReport> {
        self.modules.iter().filter(|module| self.unexpected.contains(&module.name()))
    }

    /// How many ended this way.
    pub fn count(&self, outcome: Outcome) -> usize {
        self.modules.iter().filter(|module| module.outcome == outcome).count()
    }
}
