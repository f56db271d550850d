//! `POST /v1/auth/register`.

use axum::response::Response;
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::waiting;
use crate::account::registering::{self, Refused, Wish, Wrong};
use crate::secret::Secret;
use crate::web::Site;
use crate::web::api::body::Object;
use crate::web::api::idempotency::{Call, IdempotencyKey, Reply, once};
use crate::web::api::problem::{Problem, ProblemDetails, WrongMember};
use crate::web::api::stranger::Stranger;
use crate::web::routes::Routes;

const PATH: &str = "/v1/auth/register";

pub(super) fn routes() -> Routes {
    Routes::new().post(PATH, register)
}

/// An account that somebody wants.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "read member by member, so that what is wrong is told by its name")]
pub(crate) struct Registration {
    /// Contact and sign-in name.
    #[schema(example = "you@example.org", format = "email")]
    email: String,
    /// The password.
    password: String,
    /// The name to be shown.
    name: Option<String>,
}

/// A mail is on its way.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Awaited {
    /// Goes with the code of the mail, or asks for another mail: a secret of the application that asked.
    verification: String,
    /// Seconds that it counts.
    expires_in: i64,
    /// Seconds that the code in the mail counts.
    code_expires_in: i64,
}

impl Awaited {
    pub(super) fn of(site: &Site, verification: String) -> Self {
        Self {
            verification,
            expires_in: site.config.accounts.verification.num_seconds(),
            code_expires_in: registering::code_life().num_seconds(),
        }
    }
}

/// Make an account
///
/// A mail with a code and a link goes to the address; there is no account before one of them came back. The answer is the same
/// where the address has an account: then the mail says so. `Accept-Language` chooses the language of mail and account.
#[utoipa::path(
    post, path = PATH, tag = "Auth", operation_id = "register", security(),
    params(("Idempotency-Key" = Option<String>, Header, pattern = "^[A-Za-z0-9_-]{1,255}$", description = "Names this call, should it have to be sent again")),
    request_body(content = Registration, content_type = "application/json",
        example = json!({"email": "you@example.org", "password": "Seven-herons-walk-2", "name": "You"})),
    responses(
        (status = 202, description = "A mail is on its way", body = Awaited),
        (status = 400, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 404, description = "Nobody can make an account here", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 409, description = "The same call is under way", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 413, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 415, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 422, description = "Each rule that address, name or password break is named", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 429, description = "Too many accounts were asked for from this address", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 503, body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn register(
    site: Site,
    stranger: Stranger,
    key: Result<IdempotencyKey, Problem>,
    body: Result<Object, Problem>,
) -> Response {
    let call = Call::of_stranger(PATH, &stranger.origin);
    let ask = {
        let site = site.clone();
        move |body| async move { try_register(&site, &stranger, body).await }
    };
    Stranger::told(once(&site, call, key, body, ask).await)
}

async fn try_register(site: &Site, stranger: &Stranger, body: Object) -> Result<Reply, Problem> {
    let ([email, password], [name]) = body.texts_and(["email", "password"], ["name"])?;
    let wish = Wish {
        email,
        name: name.unwrap_or_default(),
        password: Secret::new(password),
        words: stranger.words,
        transaction: None,
    };
    let secret = waiting::fresh(site);
    match registering::register(site, wish, &secret, &stranger.origin).await {
        Ok(ticket) => Reply::of(StatusCode::ACCEPTED, &Awaited::of(site, waiting::told(&ticket, &secret))),
        Err(Refused::Wrong(wrong)) => Err(Problem::about(wrong.into_iter().map(told).collect())),
        Err(Refused::Hindered(hindered)) => Err(hindered.into()),
    }
}

fn told(wrong: Wrong) -> WrongMember {
    match wrong {
        Wrong::Email => WrongMember::of("email", "expected an address that mail can be sent to"),
        Wrong::Name => {
            WrongMember::of("name", "expected at most 200 characters, none of them control characters")
        }
        Wrong::Password(rule) => WrongMember::of("password", rule.as_str()),
    }
}
