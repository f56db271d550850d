//! `[audit]`: how long what happened is kept.

use chrono::TimeDelta;

use super::reading::Values;
use super::value::show_duration;

/// Break-ins are found weeks after they began, by what the log says of their beginning. And who may change the settings for
/// a minute must not be able to have it all removed.
const LEAST: TimeDelta = TimeDelta::days(30);

/// How long what happened is kept.
#[derive(Debug, Clone)]
pub struct Audit {
    /// Events older than this are removed, by whole weeks; at least 30 days.
    pub retention: TimeDelta,
}

impl Audit {
    pub(super) fn read(values: &mut Values) -> Self {
        let retention: TimeDelta = values.read("audit.retention");
        let message = format!(
            "expected at least {}, since break-ins are found weeks after they began, found {}",
            show_duration(LEAST),
            show_duration(retention)
        );
        values.require(&["audit.retention"], retention >= LEAST, message);
        Self { retention }
    }
}
