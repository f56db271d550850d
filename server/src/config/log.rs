//! `[log]`: what the operator reads.

use super::reading::Values;
use super::value::{LogFormat, LogLevel};

/// What the operator reads.
#[derive(Debug, Clone)]
pub struct Log {
    /// The least severity that is logged.
    pub level: LogLevel,
    /// The form; none leaves it to the command, JSON for `serve` and text for `dev`.
    pub format: Option<LogFormat>,
}

impl Log {
    pub(super) fn read(values: &mut Values) -> Self {
        Self { level: values.read("log.level"), format: values.read("log.format") }
    }
}
