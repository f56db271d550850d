//! `POST /v1/users/me/email`, and the proof of the new address.

use axum::response::Response;
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use crate::account::moving::{self, Refused};
use crate::account::verifying::{self, Proved, Unproven};
use crate::mail::notices::words_of;
use crate::secret::Secret;
use crate::web::Site;
use crate::web::api::body::Object;
use crate::web::api::idempotency::{Call, IdempotencyKey, Reply, once};
use crate::web::api::person::{FreshPerson, Person};
use crate::web::api::problem::{Kind, Problem, ProblemDetails, WrongMember};
use crate::web::routes::Routes;

const PATH: &str = "/v1/users/me/email";
const CONFIRM: &str = "/v1/users/me/email/confirm";

pub(super) fn routes() -> Routes {
    Routes::new().post(PATH, ask).post(CONFIRM, confirm)
}

/// Another address for the account.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "read member by member, so that what is wrong is told by its name")]
pub(crate) struct NewEmail {
    /// The address.
    #[schema(example = "ada@example.org")]
    email: String,
}

/// A change that waits for its proof.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Change {
    /// For the second step: a secret.
    change: String,
    /// Seconds that the code counts.
    expires_in: i64,
}

/// The proof of a new address.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "read member by member, so that what is wrong is told by its name")]
pub(crate) struct Proof {
    /// What the first step answered.
    change: String,
    /// The eight digits of the mail.
    #[schema(example = "12345678")]
    code: String,
}

/// Change the address
///
/// A mail goes to the new address with a code for the second step, and a link that does the same in a browser, with the
/// password; the old address is told. Until the proof the old one stays. The answer is the same whether the address belongs
/// to another account or not. Asks for a sign-in of the last minutes.
#[utoipa::path(
    post, path = PATH, tag = "Users", operation_id = "changeEmail",
    params(("Idempotency-Key" = Option<String>, Header, pattern = "^[A-Za-z0-9_-]{1,255}$", description = "Names this call, should it have to be sent again")),
    request_body(content = NewEmail, content_type = "application/json"),
    responses(
        (status = 202, description = "A mail is on its way", body = Change),
        (status = 400, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 401, description = "No good access token, or the sign-in is too old", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 403, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 404, description = "No mail can be sent here", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 409, description = "The same call is under way", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 413, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 415, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 422, description = "It is no address, or yours already", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 429, description = "Asked too often", body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn ask(
    site: Site,
    FreshPerson(person): FreshPerson,
    key: Result<IdempotencyKey, Problem>,
    body: Result<Object, Problem>,
) -> Response {
    let call = Call::of_person(PATH, &person);
    let work = {
        let (site, person) = (site.clone(), person.clone());
        move |body| async move { try_ask(&site, &person, body).await }
    };
    person.told(once(&site, call, key, body, work).await)
}

async fn try_ask(site: &Site, person: &Person, body: Object) -> Result<Reply, Problem> {
    let [email] = body.texts(["email"])?;
    // No browser asks: what the application is given takes the place of its secret.
    let secret = Secret::new(site.entropy.token());
    let words = words_of(&person.holder.user);
    let asked = moving::ask(site, &person.holder, &email, &secret, words).await;
    let ticket = asked.map_err(refused)?;
    let change = format!("{ticket}.{}", secret.expose());
    Reply::of(StatusCode::ACCEPTED, &Change { change, expires_in: verifying::code_seconds() })
}

/// Prove the new address
///
/// With the code of the mail. A code can be tried a few times.
#[utoipa::path(
    post, path = CONFIRM, tag = "Users", operation_id = "confirmEmail",
    request_body(content = Proof, content_type = "application/json"),
    responses(
        (status = 204, description = "The account has the new address"),
        (status = 400, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 401, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 403, description = "The code is wrong, or the change unknown, used or old", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 413, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 415, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 422, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 503, body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn confirm(site: Site, person: Person, body: Result<Object, Problem>) -> Response {
    person.told(try_confirm(&site, &person, body).await)
}

async fn try_confirm(
    site: &Site,
    person: &Person,
    body: Result<Object, Problem>,
) -> Result<StatusCode, Problem> {
    let [change, code] = body?.texts(["change", "code"])?;
    let over = || Problem::of(Kind::Over).because("the change is unknown, used or old");
    let (ticket, secret) = change.split_once('.').ok_or_else(over)?;
    let origin = &person.holder.origin;
    match verifying::by_code(site, ticket, (&code, None), &Secret::new(secret), origin).await {
        Ok(Proved::Moved) => Ok(StatusCode::NO_CONTENT),
        Ok(Proved::Person(_)) | Err(Unproven::Over | Unproven::Taken) => Err(over().noted()),
        Err(Unproven::WrongCode | Unproven::WrongPassword(_)) => {
            Err(Problem::of(Kind::WrongCode).because("that is not the code of the mail").noted())
        }
        Err(Unproven::Hindered(hindered)) => Err(hindered.into()),
    }
}

fn refused(refused: Refused) -> Problem {
    let about = |detail: &str| Problem::about(vec![WrongMember::of("email", detail)]);
    match refused {
        Refused::NotFresh => Problem::of(Kind::SignInAgain).because("the sign-in is too old for this"),
        Refused::Wrong => about("expected an address that mail can be sent to"),
        Refused::Same => about("expected another address than the one that the account has"),
        Refused::Hindered(hindered) => hindered.into(),
    }
}
