//! `POST /v1/auth/refresh`.

use axum::Json;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use crate::grants::{Exchange, exchange};
use crate::tokens::mint::TokenResponse;
use crate::web::Site;
use crate::web::api::client::Application;
use crate::web::api::problem::{Problem, ProblemDetails};
use crate::web::routes::Routes;

const PATH: &str = "/v1/auth/refresh";

pub(super) fn routes() -> Routes {
    Routes::new().post(PATH, refresh)
}

/// A refresh token, with the client it was given to. A client that has a secret sends it by Basic credentials or here.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "read as the parameters of the grant, which has the rules")]
#[expect(clippy::struct_field_names, reason = "the names on the wire")]
pub(crate) struct Refresh {
    /// As the token endpoint or the sign-in gave it.
    refresh_token: String,
    /// The application's id, unless it is in Basic credentials.
    client_id: Option<String>,
    /// Its secret, if it has one.
    client_secret: Option<String>,
    /// Less than was granted, if less is wanted.
    scope: Option<String>,
}

/// Tokens (RFC 6749 section 5.1).
#[derive(Serialize, ToSchema)]
pub(crate) struct Tokens {
    /// For calls.
    access_token: String,
    /// Always `Bearer`.
    #[schema(example = "Bearer")]
    token_type: &'static str,
    /// Seconds that the access token counts.
    #[schema(example = 900)]
    expires_in: i64,
    /// For the next tokens. The one that was sent counts no longer.
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    /// Who signed in, with the scope `openid`.
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<String>,
    /// What was granted.
    scope: String,
}

impl From<TokenResponse> for Tokens {
    fn from(response: TokenResponse) -> Self {
        Self {
            access_token: response.access_token,
            token_type: response.token_type,
            expires_in: response.expires_in,
            refresh_token: response.refresh_token,
            id_token: response.id_token,
            scope: response.scope,
        }
    }
}

/// Fresh tokens for a refresh token
///
/// The same grant as at the token endpoint: each use rotates, and a token that comes back after its successor was used ends
/// everything that descends from it.
#[utoipa::path(
    post, path = PATH, tag = "Auth", operation_id = "refresh", security(),
    request_body(content = Refresh, content_type = "application/json"),
    responses(
        (status = 200, body = Tokens),
        (status = 400, description = "invalid_grant and the like", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 401, description = "invalid_client", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 413, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 415, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 429, body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn refresh(site: Site, mut application: Application) -> Response {
    let sent = application.form.pairs().filter(|(name, _)| *name != "grant_type");
    let grant = [("grant_type", "refresh_token")].into_iter().chain(sent);
    application.form = grant.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let Application { client, form, origin, now, .. } = &application;
    let request = Exchange { client, form, origin, now: *now };
    let answer = exchange(&site, request).await;
    application.told(answer.map(|tokens| Json(Tokens::from(tokens))).map_err(Problem::told))
}
