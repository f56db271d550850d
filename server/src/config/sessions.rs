//! `[sessions]`: how long a browser stays signed in.

use chrono::TimeDelta;

use super::reading::Values;

/// How long a browser stays signed in.
#[derive(Debug, Clone)]
pub struct Sessions {
    /// A session without use.
    pub idle: TimeDelta,
    /// A session at all.
    pub absolute: TimeDelta,
    /// A sign-in that is half done.
    pub transaction: TimeDelta,
}

impl Sessions {
    pub(super) fn read(values: &mut Values) -> Self {
        let sessions = Self {
            idle: values.read("sessions.idle"),
            absolute: values.read("sessions.absolute"),
            transaction: values.read("sessions.transaction"),
        };
        values.at_most(("sessions.idle", sessions.idle), ("sessions.absolute", sessions.absolute));
        sessions
    }
}
