//! Refusals as problem details (RFC 9457).

use std::borrow::Cow;

use axum::Json;
use axum::response::{IntoResponse, Response};
use chrono::TimeDelta;
use http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};
use serde::Serialize;
use utoipa::ToSchema;

use super::noted::Refused;
use crate::account::Hindered;
use crate::authn::fresh::FRESH;
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::store::StoreError;
use crate::web::failure::{self, Told};

/// What can go wrong with a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// No access token was sent.
    NoToken,
    /// The access token does not count.
    InvalidToken,
    /// The application may not do this.
    NotAllowed,
    /// The person has to sign in again first (RFC 9470).
    SignInAgain,
    /// The password that was sent is another one.
    WrongPassword,
    /// The password is right, and the address of the account is still to be proven.
    UnprovenAddress,
    /// The second factor is wrong, or its challenge over.
    WrongFactor,
    /// The code that was typed is wrong, and may be tried again.
    WrongCode,
    /// What was to be used up is used, old or unknown.
    Over,
    /// There is no such thing, or it is not the person's.
    NotFound,
    /// It is not offered here.
    NotOffered,
    /// It is there already, or what it needs is not.
    Conflict,
    /// The same call is still under way, or nobody knows how it ended.
    UnderWay,
    /// The key belongs to another call.
    KeyReused,
    /// The address does not answer the method.
    MethodNotAllowed,
    /// The request cannot be read.
    Malformed,
    /// The body is not of a media type that is understood.
    MediaType,
    /// The body is too long.
    TooLarge,
    /// Members are not what they must be.
    Invalid,
    /// What is to be changed has changed since it was read.
    Stale,
    /// It must be said which version is meant (RFC 6585 section 3).
    NotConditional,
    /// Our own fault, or how busy we are.
    Fault,
}

impl Kind {
    const fn slug(self) -> &'static str {
        match self {
            Self::NoToken => "no-token",
            Self::InvalidToken => "invalid-token",
            Self::NotAllowed => "not-allowed",
            Self::SignInAgain => "sign-in-again",
            Self::WrongPassword => "wrong-password",
            Self::UnprovenAddress => "unproven-address",
            Self::WrongFactor => "wrong-second-factor",
            Self::WrongCode => "wrong-code",
            Self::Over => "over",
            Self::NotFound => "not-found",
            Self::NotOffered => "not-offered",
            Self::Conflict => "conflict",
            Self::UnderWay => "under-way",
            Self::KeyReused => "key-reused",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::Malformed => "malformed",
            Self::MediaType => "media-type",
            Self::TooLarge => "too-large",
            Self::Invalid => "invalid",
            Self::Stale => "stale",
            Self::NotConditional => "not-conditional",
            Self::Fault => "fault",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::NoToken => "An access token is needed",
            Self::InvalidToken => "The access token does not count",
            Self::NotAllowed => "The application may not do this",
            Self::SignInAgain => "The person has to sign in again first",
            Self::WrongPassword => "The password is another one",
            Self::UnprovenAddress => {
                "The address is to be proven first: POST /v1/auth/email/verify sends the mail"
            }
            Self::WrongFactor => "The second factor is wrong",
            Self::WrongCode => "The code is wrong",
            Self::Over => "It is used, old or unknown",
            Self::NotFound => "There is no such thing",
            Self::NotOffered => "This is not offered here",
            Self::Conflict => "What is there stands in the way",
            Self::UnderWay => "The same call is under way",
            Self::KeyReused => "The key belongs to another call",
            Self::MethodNotAllowed => "The method is not answered here",
            Self::Malformed => "The request cannot be read",
            Self::MediaType => "The media type is not understood",
            Self::TooLarge => "The body is too long",
            Self::Invalid => "Members are not what they must be",
            Self::Stale => "It has changed since it was read",
            Self::NotConditional => "It must be said which version is meant",
            Self::Fault => "It could not be done",
        }
    }

    const fn status(self) -> StatusCode {
        match self {
            Self::NoToken | Self::InvalidToken | Self::SignInAgain => StatusCode::UNAUTHORIZED,
            Self::NotAllowed
            | Self::WrongPassword
            | Self::UnprovenAddress
            | Self::WrongFactor
            | Self::WrongCode
            | Self::Over => StatusCode::FORBIDDEN,
            Self::NotFound | Self::NotOffered => StatusCode::NOT_FOUND,
            Self::Conflict | Self::UnderWay => StatusCode::CONFLICT,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Invalid | Self::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Stale => StatusCode::PRECONDITION_FAILED,
            Self::NotConditional => StatusCode::PRECONDITION_REQUIRED,
            Self::Fault => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The registered code that the metrics count it by.
    const fn code(self) -> ErrorCode {
        match self {
            Self::NoToken | Self::InvalidToken | Self::SignInAgain => ErrorCode::InvalidToken,
            Self::NotAllowed => ErrorCode::InsufficientScope,
            Self::Fault => ErrorCode::ServerError,
            _ => ErrorCode::InvalidRequest,
        }
    }

    /// RFC 6750 section 3 and RFC 9470 section 3.
    fn challenge(self) -> Option<String> {
        let error = match self {
            Self::NoToken => return Some("Bearer realm=\"signet\"".to_owned()),
            Self::InvalidToken => "error=\"invalid_token\"".to_owned(),
            Self::NotAllowed => "error=\"insufficient_scope\"".to_owned(),
            Self::SignInAgain => {
                format!("error=\"insufficient_user_authentication\", max_age={}", FRESH.num_seconds())
            }
            _ => return None,
        };
        Some(format!("Bearer realm=\"signet\", {error}"))
    }
}

/// A refusal, on its way out.
#[derive(Debug)]
pub(super) struct Problem {
    kind: Kind,
    detail: Cow<'static, str>,
    errors: Vec<WrongMember>,
    /// The registered error that it is, where it is one: ours, or a refusal that has its event already.
    fault: Option<OAuthError>,
    /// Whether its event is written already.
    is_noted: bool,
}

/// One member that is not what it must be.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct WrongMember {
    /// The member's name.
    #[schema(example = "website")]
    pub(super) member: String,
    /// What was expected.
    #[schema(example = "expected an http or https address")]
    pub(super) detail: String,
}

impl WrongMember {
    pub(super) fn of(member: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { member: member.into(), detail: detail.into() }
    }
}

/// What was wrong (RFC 9457). The header `X-Request-Id` of the answer names the request in the operator's log.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ProblemDetails {
    /// Which kind of problem it is: stable, for programs.
    #[serde(rename = "type")]
    #[schema(example = "urn:signet:problem:invalid")]
    kind: String,
    /// The kind in words.
    #[schema(example = "Members are not what they must be")]
    title: &'static str,
    /// The status of the answer.
    #[schema(example = 422)]
    status: u16,
    /// What was expected, this time.
    detail: Cow<'static, str>,
    /// Member by member, where it is about those.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<WrongMember>,
}

impl Problem {
    pub(super) fn of(kind: Kind) -> Self {
        Self { kind, detail: kind.title().into(), errors: Vec::new(), fault: None, is_noted: false }
    }

    /// Its event is written already.
    #[must_use]
    pub(super) fn noted(mut self) -> Self {
        self.is_noted = true;
        self
    }

    /// What was expected, for the application's developer.
    #[must_use]
    pub(super) fn because(mut self, detail: impl Into<Cow<'static, str>>) -> Self {
        self.detail = detail.into();
        self
    }

    /// A refusal of the protocol's, which has written its event: the kind is the registered code.
    pub(super) fn told(error: OAuthError) -> Self {
        error.into()
    }

    /// A limit was reached.
    pub(super) fn too_often(retry_after: TimeDelta, why: &'static str) -> Self {
        let wait = retry_after.num_seconds().max(1).unsigned_abs();
        ErrorCode::SlowDown.because(why).retry_after(wait).into()
    }

    /// The members that are wrong.
    pub(super) fn about(errors: Vec<WrongMember>) -> Self {
        Self {
            errors,
            ..Self::of(Kind::Invalid).because("the members that are named cannot be as they were sent")
        }
    }
}

impl From<OAuthError> for Problem {
    fn from(error: OAuthError) -> Self {
        Self { detail: error.description.clone(), fault: Some(error), ..Self::of(Kind::Fault) }
    }
}

impl From<Hindered> for Problem {
    fn from(hindered: Hindered) -> Self {
        match hindered {
            Hindered::Limited { retry_after } => Self::too_often(retry_after, "this was asked too often"),
            Hindered::Busy => {
                let busy = ErrorCode::TemporarilyUnavailable.because("too much is asked at once");
                busy.retry_after(2).into()
            }
            Hindered::NotOffered => Self::of(Kind::NotOffered),
            other => OAuthError::from(other).into(),
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        OAuthError::from(error).into()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (kind, fault, is_noted) = (self.kind, self.fault, self.is_noted);
        let of_fault = fault.as_ref().and_then(|error| StatusCode::from_u16(error.code.status()).ok());
        let status = of_fault.unwrap_or_else(|| kind.status());
        let code = fault.as_ref().map_or_else(|| kind.code(), |error| error.code);
        match &fault {
            Some(error) => failure::log(error),
            None => failure::log(&code.because(self.detail.clone())),
        }
        let reason = format!("{}: {}", kind.slug(), self.detail);
        let is_told = |error: &&OAuthError| !error.is_ours() || error.code == ErrorCode::SlowDown;
        let refused = fault.as_ref().filter(is_told);
        let slug =
            refused.map_or_else(|| kind.slug().to_owned(), |error| error.code.as_str().replace('_', "-"));
        let details = ProblemDetails {
            kind: format!("urn:signet:problem:{slug}"),
            title: if refused.is_some() { "The request was refused" } else { kind.title() },
            status: status.as_u16(),
            detail: self.detail,
            errors: self.errors,
        };
        let mut response = (status, Json(details)).into_response();
        response.extensions_mut().insert(Told(code));
        // Asking for the challenge is no mistake, and leaves no event.
        if fault.is_none() && kind != Kind::NoToken && !is_noted {
            response.extensions_mut().insert(Refused(reason));
        }
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        let of_client = (fault.is_some() && status == StatusCode::UNAUTHORIZED)
            .then(|| "Basic realm=\"signet\", charset=\"UTF-8\"".to_owned());
        if let Some(value) =
            of_client.or_else(|| kind.challenge()).and_then(|text| HeaderValue::from_str(&text).ok())
        {
            headers.insert(WWW_AUTHENTICATE, value);
        }
        if let Some(seconds) = fault.and_then(|error| error.retry_after) {
            headers.insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}
