//! `POST /v1/auth/password/reset` and `POST /v1/auth/password/reset/confirm`.

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use crate::account::resetting::{self, Unset};
use crate::secret::Secret;
use crate::web::Site;
use crate::web::api::body::Object;
use crate::web::api::problem::{Kind, Problem, ProblemDetails, WrongMember};
use crate::web::api::stranger::Stranger;
use crate::web::routes::Routes;

const PATH: &str = "/v1/auth/password/reset";
const CONFIRM: &str = "/v1/auth/password/reset/confirm";
/// As long as names are anywhere.
const LONGEST_NAME: usize = 254;

pub(super) fn routes() -> Routes {
    Routes::new().post(PATH, ask).post(CONFIRM, confirm)
}

/// Whose password is forgotten.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "read member by member, so that what is wrong is told by its name")]
pub(crate) struct Forgotten {
    /// User name or e-mail address.
    username: String,
}

/// A new password, by a link.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "read member by member, so that what is wrong is told by its name")]
pub(crate) struct NewPassword {
    /// `token` of the link in the mail.
    token: String,
    /// The new one.
    new_password: String,
}

/// What can be sent is on its way.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ResetAsked {
    /// Seconds that a link counts.
    expires_in: i64,
}

/// Ask for a mail that sets a new password
///
/// The answer is the same for every name, and whether or not its account had its mails of this hour.
#[utoipa::path(
    post, path = PATH, tag = "Auth", operation_id = "askForReset", security(),
    request_body(content = Forgotten, content_type = "application/json"),
    responses(
        (status = 202, description = "What can be sent is on its way", body = ResetAsked),
        (status = 400, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 404, description = "No mail is sent here", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 413, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 415, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 422, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 429, description = "Too many mails were asked for from this address", body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn ask(site: Site, stranger: Stranger, body: Result<Object, Problem>) -> Response {
    Stranger::told(try_ask(&site, &stranger, body).await)
}

async fn try_ask(
    site: &Site,
    stranger: &Stranger,
    body: Result<Object, Problem>,
) -> Result<impl IntoResponse + use<>, Problem> {
    let [username] = body?.texts(["username"])?;
    let typed: String = username.trim().chars().take(LONGEST_NAME).collect();
    if typed.is_empty() {
        return Err(Problem::about(vec![WrongMember::of("username", "expected a name")]));
    }
    resetting::ask(site, &typed, stranger.words, &stranger.origin).await?;
    let expires_in = site.config.accounts.reset.num_seconds();
    Ok((StatusCode::ACCEPTED, Json(ResetAsked { expires_in })))
}

/// Set a new password
///
/// A link sets one once, the newest of an account alone. Everything that is signed in ends. Each rule that the new one breaks is
/// named, and the link still counts.
#[utoipa::path(
    post, path = CONFIRM, tag = "Auth", operation_id = "confirmReset", security(),
    request_body(content = NewPassword, content_type = "application/json"),
    responses(
        (status = 204, description = "It is set"),
        (status = 400, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 403, description = "The token is used, old or unknown", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 413, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 415, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 422, description = "The new one breaks rules", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 503, body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn confirm(site: Site, stranger: Stranger, body: Result<Object, Problem>) -> Response {
    Stranger::told(try_confirm(&site, &stranger, body).await)
}

async fn try_confirm(
    site: &Site,
    stranger: &Stranger,
    body: Result<Object, Problem>,
) -> Result<StatusCode, Problem> {
    let [token, password] = body?.texts(["token", "new_password"])?;
    let password = Secret::new(password);
    match resetting::set(site, &token, &password, stranger.words, &stranger.origin).await {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        Err(Unset::Over) => Err(Problem::of(Kind::Over).because("the token is used, old or unknown")),
        Err(Unset::Broken(broken)) => {
            let about = broken.iter().map(|rule| WrongMember::of("new_password", rule.as_str()));
            Err(Problem::about(about.collect()))
        }
        Err(Unset::Hindered(hindered)) => Err(hindered.into()),
    }
}
