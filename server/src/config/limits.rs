//! `[limits]`: how often is too often.

use super::reading::Values;
use super::value::Rate;

/// How often is too often. The sign-in limits count failures, never successes.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Failed sign-ins of one account from one source.
    pub login_account: Rate,
    /// Failed sign-ins from one source.
    pub login_source: Rate,
    /// Failed sign-ins of one account from anywhere.
    pub login_daily: Rate,
    /// Failed sign-ins everywhere together that are told as an attack; none is refused for it.
    pub login_alarm: Rate,
    /// Wrong second factors of one kind and one account, from anywhere.
    pub second_factor: Rate,
    /// Codes that are mailed to one account for signing in.
    pub email_code: Rate,
    /// Accounts that one source asks for.
    pub register: Rate,
    /// Mails to one address that is not proven yet.
    pub mail: Rate,
    /// Mails that reset the password of one account.
    pub reset: Rate,
    /// Mails about passwords that one source asks for, and those that prove an address once more.
    pub ask: Rate,
    /// Failed authentications of one client from one source.
    pub client_auth: Rate,
    /// Token requests of one client.
    pub token: Rate,
    /// Refreshes of one chain of refresh tokens.
    pub refresh: Rate,
}

impl Limits {
    pub(super) fn read(values: &mut Values) -> Self {
        Self {
            login_account: values.read("limits.login_account"),
            login_source: values.read("limits.login_source"),
            login_daily: values.read("limits.login_daily"),
            login_alarm: values.read("limits.login_alarm"),
            second_factor: values.read("limits.second_factor"),
            email_code: values.read("limits.email_code"),
            register: values.read("limits.register"),
            mail: values.read("limits.mail"),
            reset: values.read("limits.reset"),
            ask: values.read("limits.ask"),
            client_auth: values.read("limits.client_auth"),
            token: values.read("limits.token"),
            refresh: values.read("limits.refresh"),
        }
    }
}
