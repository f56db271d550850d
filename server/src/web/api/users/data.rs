//! `GET /v1/users/me/export` and `DELETE /v1/users/me`.

use axum::response::Response;
use http::{HeaderMap, StatusCode};

use crate::account::data;
use crate::protocol::error::OAuthError;
use crate::web::api::etag::required_if_match;
use crate::web::api::person::{FreshPerson, Person};
use crate::web::api::problem::{Kind, Problem, ProblemDetails};
use crate::web::routes::Routes;
use crate::web::{Site, reply, urls};

const PATH: &str = "/v1/users/me/export";
const ME: &str = urls::API_ME;

pub(super) fn routes() -> Routes {
    Routes::new().get_alone(PATH, export).delete(ME, erase)
}

/// Everything held about the person
///
/// A ZIP archive: a file of JSON lines for each table, and `README.txt`, which says what the members are. Needs a sign-in of
/// the last five minutes.
#[utoipa::path(
    get, path = PATH, tag = "Users", operation_id = "exportMe",
    responses(
        (status = 200, description = "The archive", body = Vec<u8>, content_type = "application/zip"),
        (status = 401, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 403, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 503, description = "Others are being made", body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn export(site: Site, FreshPerson(person): FreshPerson) -> Response {
    let archive = data::archive(&site, &person.holder).await;
    person.told(archive.map(reply::archive).map_err(|error| Problem::from(OAuthError::from(error))))
}

/// Erase the account
///
/// The account goes with everything that hangs on it; all tokens and sessions end. What the audit log says of it stays, with
/// nothing in it that names the person. Needs a sign-in of the last five minutes, and `If-Match` with the version of the
/// account: it is not erased by an accident.
#[utoipa::path(
    delete, path = ME, tag = "Users", operation_id = "eraseMe",
    params(("If-Match" = String, Header, description = "The version that was read")),
    responses(
        (status = 204, description = "It is erased"),
        (status = 401, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 403, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 412, description = "It has changed since", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 428, description = "Without If-Match, or with `*`", body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn erase(site: Site, FreshPerson(person): FreshPerson, headers: HeaderMap) -> Response {
    person.told(try_erase(&site, &person, &headers).await)
}

async fn try_erase(site: &Site, person: &Person, headers: &HeaderMap) -> Result<StatusCode, Problem> {
    let seen = required_if_match(headers)?;
    if seen != person.holder.user.updated_at.timestamp_millis() {
        return Err(
            Problem::of(Kind::Stale).because("the account has changed since it was read: read it again")
        );
    }
    if data::erase(site, &person.holder).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::of(Kind::InvalidToken).because("the account has gone"))
    }
}
