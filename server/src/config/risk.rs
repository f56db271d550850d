//! `[risk]`: which sign-ins are too unusual.

use super::reading::Values;
use super::value::Score;

/// Which sign-ins are too unusual, by their score from 1 to 100.
#[derive(Debug, Clone)]
pub struct Risk {
    /// From which score on a second factor is asked of whoever has one; never without it.
    pub ask: Option<Score>,
    /// From which score on nobody is let in; never without it.
    pub refuse: Option<Score>,
    /// Whether people are told by mail of a sign-in with a new device.
    pub notice: bool,
}

impl Risk {
    pub(super) fn read(values: &mut Values) -> Self {
        Self {
            ask: values.read("risk.ask"),
            refuse: values.read("risk.refuse"),
            notice: values.read("risk.notice"),
        }
    }
}
