//! `[accounts]`: whether people make accounts themselves, and how long their mails count.

use chrono::TimeDelta;

use super::reading::Values;
use super::value::{PasswordChangeEnds, Registration};

/// Whether people make accounts themselves, and how long their mails count.
#[derive(Debug, Clone)]
pub struct Accounts {
    /// Who may make an account; none leaves it to the command: closed for `serve`, open for `dev`.
    pub registration: Option<Registration>,
    /// Life of a link that proves an address.
    pub verification: TimeDelta,
    /// Life of a link that sets a new password.
    pub reset: TimeDelta,
    /// What ends when a person changes their password. A reset ends everything.
    pub password_change_ends: PasswordChangeEnds,
    /// How long a name that was freed is kept from everybody else; none: not at all.
    pub quarantine: Option<TimeDelta>,
}

impl Accounts {
    pub(super) fn read(values: &mut Values) -> Self {
        Self {
            registration: values.read("accounts.registration"),
            verification: values.read("accounts.verification"),
            reset: values.read("accounts.reset"),
            password_change_ends: values.read("accounts.password_change_ends"),
            quarantine: values.read("accounts.quarantine"),
        }
    }
}
