//! `POST /v1/users/me/mfa/backup-codes`.

use axum::response::Response;
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::{refused, shown};
use crate::account::factors::{self, Refused};
use crate::web::Site;
use crate::web::api::body::Object;
use crate::web::api::idempotency::{Call, IdempotencyKey, Reply, once};
use crate::web::api::person::{FreshPerson, Person};
use crate::web::api::problem::{Kind, Problem, ProblemDetails};
use crate::web::routes::Routes;

const PATH: &str = "/v1/users/me/mfa/backup-codes";

pub(super) fn routes() -> Routes {
    Routes::new().post(PATH, renew)
}

/// Codes for the day when the other factors are gone.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BackupCodes {
    /// Each works once. They are shown now and never again.
    backup_codes: Vec<String>,
}

/// Make ten fresh backup codes
///
/// Those before are worth nothing from then on. Needs a sign-in of the last five minutes with the second factor.
#[utoipa::path(
    post, path = PATH, tag = "Second factors", operation_id = "renewBackupCodes",
    params(("Idempotency-Key" = Option<String>, Header, pattern = "^[A-Za-z0-9_-]{1,255}$", description = "Names this call, should it have to be sent again")),
    request_body(content = Object, content_type = "application/json", example = json!({})),
    responses(
        (status = 201, body = BackupCodes),
        (status = 400, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 401, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 403, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 409, description = "There is no second factor that they could stand in for, or the same call is under way", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 413, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 415, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 422, body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn renew(
    site: Site,
    FreshPerson(person): FreshPerson,
    key: Result<IdempotencyKey, Problem>,
    body: Result<Object, Problem>,
) -> Response {
    let call = Call::of_person(PATH, &person);
    let work = {
        let (site, person) = (site.clone(), person.clone());
        move |body| async move { try_renew(&site, &person, body).await }
    };
    person.told(once(&site, call, key, body, work).await)
}

async fn try_renew(site: &Site, person: &Person, body: Object) -> Result<Reply, Problem> {
    let [] = body.texts([])?;
    match factors::renew_codes(site, &person.holder).await {
        Ok(codes) => Reply::of(StatusCode::CREATED, &BackupCodes { backup_codes: shown(&codes) }),
        Err(Refused::Nothing) => Err(Problem::of(Kind::Conflict)
            .because("backup codes stand in for another second factor, and there is none")),
        Err(why) => Err(refused(why)),
    }
}
