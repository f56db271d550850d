//! Whoever calls without a token: from where, and in which language they want their mails.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use http::header::ACCEPT_LANGUAGE;
use http::request::Parts;

use super::problem::Problem;
use crate::model::audit_event::Origin;
use crate::web::Site;
use crate::web::cors::ForAnyClient;
use crate::web::extract::origin::origin;
use crate::words::{Words, choose};

/// The extractor.
#[derive(Debug, Clone)]
pub(super) struct Stranger {
    pub(super) origin: Origin,
    /// The language of `Accept-Language`.
    pub(super) words: Words,
}

impl FromRequestParts<Site> for Stranger {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Infallible> {
        let accepted = parts.headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Ok(Self { origin: origin(parts, site), words: Words::of(choose(None, accepted)) })
    }
}

impl Stranger {
    /// An answer that the scripts of any public client may read: it says nothing of anybody.
    pub(super) fn told(answer: Result<impl IntoResponse, Problem>) -> Response {
        let mut response = match answer {
            Ok(answer) => answer.into_response(),
            Err(problem) => problem.into_response(),
        };
        response.extensions_mut().insert(ForAnyClient);
        response
    }
}
