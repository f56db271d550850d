//! Errors in the specifications' words (RFC 6749 sections 4.1.2.1 and 5.2, RFC 6750 section 3.1,
//! OpenID Connect Core 3.1.2.6). The code alone decides name and status.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

/// A registered error code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorCode {
    /// A parameter is missing, repeated or malformed.
    InvalidRequest,
    /// Client authentication failed.
    InvalidClient,
    /// The code or refresh token is not good (any more) for this client.
    InvalidGrant,
    /// The client may not use this grant or response type.
    UnauthorizedClient,
    /// The grant type is not one of ours.
    UnsupportedGrantType,
    /// The response type is not one of ours.
    UnsupportedResponseType,
    /// The scope is malformed or more than may be asked for.
    InvalidScope,
    /// The person or a rule said no.
    AccessDenied,
    /// `prompt=none`, and nobody is signed in.
    LoginRequired,
    /// `prompt=none`, and the person was not yet asked.
    ConsentRequired,
    /// `prompt=none`, and the person must choose.
    AccountSelectionRequired,
    /// `prompt=none`, and something else must be asked.
    InteractionRequired,
    /// The sign-in cannot be as strong as it must be (OpenID Connect Core Unmet Authentication Requirements 1.0).
    UnmetAuthenticationRequirements,
    /// Request objects are not offered (OpenID Connect Core 3.1.2.6).
    RequestNotSupported,
    /// `request_uri` is not offered.
    RequestUriNotSupported,
    /// `registration` is not offered.
    RegistrationNotSupported,
    /// The bearer token is not good.
    InvalidToken,
    /// The bearer token does not reach far enough.
    InsufficientScope,
    /// Our own fault.
    ServerError,
    /// Overloaded, or the store is away: later it may work.
    TemporarilyUnavailable,
    /// A limit was reached.
    SlowDown,
}

impl ErrorCode {
    /// The registered name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::UnsupportedResponseType => "unsupported_response_type",
            Self::InvalidScope => "invalid_scope",
            Self::AccessDenied => "access_denied",
            Self::LoginRequired => "login_required",
            Self::ConsentRequired => "consent_required",
            Self::AccountSelectionRequired => "account_selection_required",
            Self::InteractionRequired => "interaction_required",
            Self::UnmetAuthenticationRequirements => "unmet_authentication_requirements",
            Self::RequestNotSupported => "request_not_supported",
            Self::RequestUriNotSupported => "request_uri_not_supported",
            Self::RegistrationNotSupported => "registration_not_supported",
            Self::InvalidToken => "invalid_token",
            Self::InsufficientScope => "insufficient_scope",
            Self::ServerError => "server_error",
            Self::TemporarilyUnavailable => "temporarily_unavailable",
            Self::SlowDown => "slow_down",
        }
    }

    /// The HTTP status on the back channel.
    pub const fn status(self) -> u16 {
        match self {
            Self::InvalidClient | Self::InvalidToken => 401,
            Self::InsufficientScope | Self::AccessDenied => 403,
            Self::SlowDown => 429,
            Self::ServerError => 500,
            Self::TemporarilyUnavailable => 503,
            _ => 400,
        }
    }

    /// The error, with a sentence for the client's developer.
    pub fn because(self, description: impl Into<Cow<'static, str>>) -> OAuthError {
        OAuthError { code: self, description: printable(description.into()), retry_after: None, cause: None }
    }
}

/// RFC 6749 section 5.2: `%x20-21 / %x23-5B / %x5D-7E`, and not without end.
fn printable(text: Cow<'static, str>) -> Cow<'static, str> {
    let allowed = |c: char| matches!(c, ' '..='!' | '#'..='[' | ']'..='~');
    if text.len() <= 300 && text.chars().all(allowed) {
        return text;
    }
    text.chars().take(300).map(|c| if allowed(c) { c } else { '?' }).collect::<String>().into()
}

/// What went wrong: `code` and `description` are for the client, `cause` is for our log.
#[derive(Debug)]
pub struct OAuthError {
    /// The registered code.
    pub code: ErrorCode,
    /// Names the parameter and what was expected.
    pub description: Cow<'static, str>,
    /// Seconds to wait, where waiting helps.
    pub retry_after: Option<u64>,
    /// Why, never shown to the client.
    pub cause: Option<Box<dyn Error + Send + Sync>>,
}

impl OAuthError {
    /// Keeps the reason for the log.
    #[must_use]
    pub fn caused_by(mut self, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// Whether the fault lies with us, or with how busy we are, and not with the request.
    pub fn is_ours(&self) -> bool {
        matches!(self.code, ErrorCode::ServerError | ErrorCode::TemporarilyUnavailable | ErrorCode::SlowDown)
    }

    /// Says when to come back.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// Our own fault.
    pub fn server(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        ErrorCode::ServerError.because("the server could not complete the request").caused_by(cause)
    }

    /// Overload or a store that is away.
    pub fn unavailable(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        ErrorCode::TemporarilyUnavailable
            .because("the server is busy, try again shortly")
            .caused_by(cause)
            .retry_after(1)
    }
}

impl fmt::Display for OAuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.as_str(), self.description)
    }
}

impl Error for OAuthError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.cause.as_deref().map(|cause| cause as &(dyn Error + 'static))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_keeps_to_the_character_set_of_rfc_6749() {
        let error = ErrorCode::InvalidRequest.because("a \"quoted\" \\ word\r\nSet-Cookie: x=1 é");
        assert_eq!(error.description, "a ?quoted? ? word??Set-Cookie: x=1 ?");
        let long = ErrorCode::InvalidRequest.because("x".repeat(1000));
        assert_eq!(long.description.len(), 300);
    }
}
