//! A call by which an application asks for tokens: JSON, and a client that proves who it is as at the token endpoint.

use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use http::header::{ACCEPT_LANGUAGE, AUTHORIZATION};
use serde_json::Value;

use super::body::Object;
use super::problem::Problem;
use crate::client_auth::{AuthenticatedClient, Presented, authenticate};
use crate::model::audit_event::Origin;
use crate::protocol::form::Form;
use crate::secret::Secret;
use crate::web::Site;
use crate::web::cors::SpokenFor;
use crate::web::extract::origin::origin;
use crate::words::{Words, choose};

/// A client that proved who it is, and what it sent.
#[derive(Debug)]
pub(super) struct Application {
    pub(super) client: AuthenticatedClient,
    /// The texts among the members of the body. Others are no parameters.
    pub(super) form: Form,
    pub(super) origin: Origin,
    /// The language of whoever uses the application, as far as it says so.
    pub(super) words: Words,
    pub(super) now: DateTime<Utc>,
}

impl FromRequest<Site> for Application {
    type Rejection = Response;

    async fn from_request(request: Request, site: &Site) -> Result<Self, Response> {
        let (parts, body) = request.into_parts();
        let (origin, now) = (origin(&parts, site), site.clock.now());
        let accepted = parts.headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let words = Words::of(choose([], accepted));
        let headers = parts.headers.get_all(AUTHORIZATION).iter();
        let authorization: Vec<_> =
            headers.map(|value| Secret::new(String::from_utf8_lossy(value.as_bytes()))).collect();
        let Object(body) = Object::from_request(Request::from_parts(parts, body), site)
            .await
            .map_err(IntoResponse::into_response)?;
        let texts = body.into_iter().filter_map(|(name, value)| match value {
            Value::String(text) => Some((name, text)),
            _ => None,
        });
        let form: Form = texts.collect();
        let claimed = form.value("client_id").map(|id| SpokenFor(id.to_owned()));
        match authenticate(site, Presented { authorization: &authorization, form: &form }, &origin, now).await
        {
            Ok(client) => Ok(Self { client, form, origin, words, now }),
            Err(error) => {
                let mut response = Problem::told(error).into_response();
                if let Some(client) = claimed {
                    response.extensions_mut().insert(client);
                }
                Err(response)
            }
        }
    }
}

impl Application {
    /// An answer to the application.
    pub(super) fn told(&self, answer: Result<impl IntoResponse, Problem>) -> Response {
        let mut response = match answer {
            Ok(answer) => answer.into_response(),
            Err(problem) => problem.into_response(),
        };
        response.extensions_mut().insert(SpokenFor(self.client.id.clone()));
        response
    }
}
