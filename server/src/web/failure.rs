//! Errors on the back channel: JSON, `no-store`, a challenge on 401 (RFC 6749 section 5.2, RFC 6750 section 3).

use std::error::Error;

use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};
use serde_json::json;

use super::cors::SpokenFor;
use crate::causes::with_causes;
use crate::masked::masked;
use crate::protocol::error::{ErrorCode, OAuthError};

/// An error that is told to a client.
#[derive(Debug)]
pub struct Failure {
    error: OAuthError,
    challenge: Challenge,
    client: Option<SpokenFor>,
    status: Option<StatusCode>,
}

/// The registered error that an answer tells, as the metrics count it: among the answer's extensions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told(pub ErrorCode);

/// What a refusal asks for: RFC 6750 section 3 wants it also beside a 400.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Challenge {
    Basic,
    Bearer { names_error: bool },
}

impl From<OAuthError> for Failure {
    fn from(error: OAuthError) -> Self {
        Self { error, challenge: Challenge::Basic, client: None, status: None }
    }
}

impl Failure {
    /// An error of an endpoint that takes bearer tokens.
    pub fn bearer(error: OAuthError) -> Self {
        Self { error, challenge: Challenge::Bearer { names_error: true }, client: None, status: None }
    }

    /// No token was sent: the challenge says no more than that one is needed (RFC 6750 section 3.1).
    pub fn no_token() -> Self {
        let error = ErrorCode::InvalidToken.because("an access token is needed");
        Self { error, challenge: Challenge::Bearer { names_error: false }, client: None, status: None }
    }

    /// What is told.
    pub fn error(&self) -> &OAuthError {
        &self.error
    }

    /// A status that HTTP has for it, where the error's own says less: 413, 415.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.status = Some(status);
        self
    }

    /// The client whose scripts may read the answer.
    #[must_use]
    pub fn spoken_for(mut self, client: Option<SpokenFor>) -> Self {
        self.client = client;
        self
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        log(&self.error);
        let of_code = || StatusCode::from_u16(self.error.code.status());
        let status = self.status.or_else(|| of_code().ok()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut body =
            json!({ "error": self.error.code.as_str(), "error_description": self.error.description });
        if self.challenge == (Challenge::Bearer { names_error: false }) {
            body = json!({ "error_description": self.error.description });
        }
        let mut response = (status, body.to_string()).into_response();
        response.extensions_mut().insert(Told(self.error.code));
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(challenge) = challenge(&self)
            && let Ok(value) = HeaderValue::from_str(&challenge)
        {
            headers.insert(WWW_AUTHENTICATE, value);
        }
        if let Some(seconds) = self.error.retry_after {
            headers.insert(RETRY_AFTER, seconds.into());
        }
        if let Some(client) = self.client {
            response.extensions_mut().insert(client);
        }
        response
    }
}

fn challenge(failure: &Failure) -> Option<String> {
    let status = failure.error.code.status();
    match failure.challenge {
        Challenge::Basic => (status == 401).then(|| "Basic realm=\"signet\", charset=\"UTF-8\"".to_owned()),
        Challenge::Bearer { names_error: false } => Some("Bearer realm=\"signet\"".to_owned()),
        Challenge::Bearer { names_error: true } if matches!(status, 400 | 401 | 403) => {
            let (code, description) = (failure.error.code.as_str(), &failure.error.description);
            let scope = if status == 403 { ", scope=\"openid\"" } else { "" };
            Some(format!(
                "Bearer realm=\"signet\", error=\"{code}\", error_description=\"{description}\"{scope}"
            ))
        }
        Challenge::Bearer { .. } => None,
    }
}

/// Logs a failure, once, at the boundary: our own faults as errors with their causes, refusals for those who look.
pub fn log(error: &OAuthError) {
    let causes = causes(error);
    let (code, description) = (error.code.as_str(), masked(&error.description));
    let description = &*description;
    match error.code {
        ErrorCode::ServerError => tracing::error!(code, causes, "failed"),
        ErrorCode::TemporarilyUnavailable => tracing::warn!(code, causes, "unavailable"),
        _ => tracing::info!(code, description, causes, "refused"),
    }
}

fn causes(error: &OAuthError) -> String {
    let causes = error.source().map(with_causes).unwrap_or_default();
    masked(&causes).into_owned()
}

/// The answer where a handler panicked.
pub fn of_panic() -> Response {
    Failure::from(OAuthError::server("a handler panicked")).into_response()
}
