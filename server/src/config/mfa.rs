//! `[mfa]`: who must have a second factor, and which devices are not asked again.

use chrono::TimeDelta;

use super::reading::Values;

/// Who must have a second factor, and which devices are not asked again.
#[derive(Debug, Clone)]
pub struct Mfa {
    /// Roles whose people must have a second factor; who has none sets one up when signing in.
    pub required_roles: Vec<String>,
    /// How long a device that the person asks to remember is not asked again; never without it.
    pub remember: Option<TimeDelta>,
    /// Whether a code by mail stands in for a second factor that is not at hand.
    pub email_code: bool,
}

impl Mfa {
    pub(super) fn read(values: &mut Values) -> Self {
        Self {
            required_roles: values.read("mfa.required_roles"),
            remember: values.read("mfa.remember"),
            email_code: values.read("mfa.email_code"),
        }
    }
}
