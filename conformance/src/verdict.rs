//! How a module ends.

use serde::{Deserialize, Serialize};

/// The result of a module, from best to worst; a plan is as good as its worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Everything held.
    Passed,
    /// It could not be tried: the provider does not offer it, or the client for it is missing.
    Skipped,
    /// What a specification recommends did not hold.
    Warning,
    /// What a specification requires did not hold.
    Failed,
}

impl Outcome {
    /// As it is written in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Skipped => "skipped",
            Self::Warning => "warning",
            Self::Failed => "failed",
        }
    }
}

/// Something that did not hold, and the exchange that shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was expected and what came.
    pub what: String,
    /// Which of the module's exchanges decided, counted from 0.
    pub exchange: Option<usize>,
}

/// Why a module goes no further.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Stop {
    /// A requirement did not hold.
    #[error("{0}")]
    Failed(String),
    /// It cannot be tried here.
    #[error("{0}")]
    Skipped(String),
}

/// A requirement that did not hold.
pub fn failed(what: impl Into<String>) -> Stop {
    Stop::Failed(what.into())
}

/// Something that cannot be tried here, and why.
pub fn skipped(why: impl Into<String>) -> Stop {
    Stop::Skipped(why.into())
}

/// Fails the module unless `holds`. `what` says what was expected and what came.
pub fn ensure(holds: bool, what: impl Into<String>) -> Result<(), Stop> {
    if holds { Ok(()) } else { Err(failed(what)) }
}
