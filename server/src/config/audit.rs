//! `[audit]`: how long what happened is kept.

use chrono::TimeDelta;

use super::reading::Values;

/// How long what happened is kept.
#[derive(Debug, Clone)]
pub struct Audit {
    /// Events older than this are removed, by whole weeks.
    pub retention: TimeDelta,
}

impl Audit {
    pub(super) fn read(values: &mut Values) -> Self {
        Self { retention: values.read("audit.retention") }
    }
}
