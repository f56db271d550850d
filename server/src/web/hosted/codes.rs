//! What all pages that ask for a code have in common: what is told about a wrong one.

use axum::response::Response;
use http::StatusCode;
use http::header::RETRY_AFTER;

use crate::authn::attempt::FactorDenied;
use crate::model::factor::FactorKind;
use crate::protocol::error::OAuthError;
use crate::web::pages::Page;
use crate::web::pages::second_factor::CodeProblem;
use crate::web::reply;

/// What a person is told whose code was not accepted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told {
    pub(super) problem: CodeProblem,
    status: StatusCode,
    seconds: Option<i64>,
}

impl Told {
    pub(super) const fn missing() -> Self {
        Self { problem: CodeProblem::Missing, status: StatusCode::BAD_REQUEST, seconds: None }
    }

    /// The same, in the words for what was shown.
    pub(super) fn of_kind(self, kind: FactorKind) -> Self {
        match (kind, self.problem) {
            (FactorKind::Passkey, CodeProblem::Wrong) => Self { problem: CodeProblem::Passkey, ..self },
            (FactorKind::EmailCode, CodeProblem::Wrong) => Self { problem: CodeProblem::Mailed, ..self },
            _ => self,
        }
    }

    /// The same, of a mail that was asked for too often.
    pub(super) fn of_mail(self) -> Self {
        match self.problem {
            CodeProblem::Limited { minutes } => Self { problem: CodeProblem::AskedOften { minutes }, ..self },
            _ => self,
        }
    }

    pub(super) fn of(denied: FactorDenied) -> Result<Self, OAuthError> {
        match denied {
            FactorDenied::Wrong => {
                Ok(Self { problem: CodeProblem::Wrong, status: StatusCode::BAD_REQUEST, seconds: None })
            }
            FactorDenied::Limited { retry_after } => {
                let minutes = u32::try_from(retry_after.num_minutes()).unwrap_or_default() + 1;
                let problem = CodeProblem::Limited { minutes };
                let seconds = Some(retry_after.num_seconds().max(1));
                Ok(Self { problem, status: StatusCode::TOO_MANY_REQUESTS, seconds })
            }
            FactorDenied::Store(error) => Err(error.into()),
            FactorDenied::Counts(error) => Err(error.into()),
            FactorDenied::Letter(error) => Err(OAuthError::server(error)),
        }
    }
}

/// A page that asks for a code, with the status of what it tells.
pub(super) fn page(page: &impl Page, told: Option<Told>, target: Option<&str>) -> Response {
    let status = told.map_or(StatusCode::OK, |told| told.status);
    let mut response = reply::page(status, page, target);
    if let Some(seconds) = told.and_then(|told| told.seconds) {
        response.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    response
}
