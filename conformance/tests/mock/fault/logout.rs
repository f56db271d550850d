//! What can be wrong where somebody signs out.

use super::Fault;

/// A mistake at the end of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LogoutFault {
    /// Whoever asks is sent anywhere after signing out.
    ToStranger,
    /// The query of a post-logout redirect URI is not compared.
    WithoutQuery,
    /// Without a hint any client's post-logout redirect URI will do.
    OfAnyClient,
    /// Nobody asked where to go, and the browser is sent to the client.
    BackUnasked,
    /// After signing out the browser is sent to a page somewhere else.
    FarewellElsewhere,
    /// Without a hint nobody is asked before the session ends.
    Unasked,
    /// `state` does not come back after signing out.
    StateDropped,
    /// A state comes back after signing out where none was sent.
    StateInvented,
    /// A state with nowhere to go breaks the server.
    StateAloneBreaks,
    /// The session goes on after signing out.
    SessionSurvives,
    /// The signature of a hint is not looked at.
    HintUnverified,
}

impl From<LogoutFault> for Fault {
    fn from(fault: LogoutFault) -> Self {
        Self::Logout(fault)
    }
}
