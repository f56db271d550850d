//! Limits that were reached.

use prometheus_client::metrics::counter::Counter;
use prometheus_client::registry::Registry;

use super::by_label::ByLabel;
use super::label::label;

label! {
    /// A limit, by its key in `[limits]`.
    LimitName {
        /// `limits.login_account`: one account from one source.
        LoginAccount = "login_account",
        /// The same of a browser that is known.
        LoginDevice = "login_device",
        /// `limits.login_source`: one source.
        LoginSource = "login_source",
        /// `limits.login_daily`: one account from anywhere.
        LoginDaily = "login_daily",
        /// `limits.login_alarm`: all that fail. It refuses nothing.
        LoginAlarm = "login_alarm",
        /// `limits.second_factor`: one kind of second factor of one account.
        SecondFactor = "second_factor",
        /// `limits.email_code`: one account.
        EmailCode = "email_code",
        /// `limits.register`: one source.
        Register = "register",
        /// `limits.mail`: one address.
        Mail = "mail",
        /// `limits.reset`: one account.
        Reset = "reset",
        /// `limits.ask`: one source.
        Ask = "ask",
        /// Tries to prove an address with a password.
        Proving = "proving",
        /// `limits.client_auth`: one client from one source.
        ClientAuth = "client_auth",
        /// `limits.token`: one client.
        Token = "token",
        /// `limits.refresh`: one chain of refresh tokens.
        Refresh = "refresh",
        /// Events of refused requests of one source: what is over it is answered and not recorded.
        Refused = "refused",
    }
}

/// Limits that were reached.
#[derive(Debug, Clone)]
pub struct Limits(ByLabel<Counter>);

impl Default for Limits {
    fn default() -> Self {
        Self(ByLabel::of("limit", LimitName::texts()))
    }
}

impl Limits {
    pub(super) fn register(&self, registry: &mut Registry) {
        self.0.register(registry, "limited", "Requests that a limit refused, by the limit's key");
    }

    /// A request was over this limit.
    pub fn reached(&self, limit: LimitName) {
        self.0.at(limit.as_str()).inc();
    }
}
