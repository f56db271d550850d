//! `POST /v1/auth/logout`.

use axum::Json;
use axum::response::Response;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::account::{Holder, sessions};
use crate::logout;
use crate::store::StoreError;
use crate::web::Site;
use crate::web::api::body::Object;
use crate::web::api::person::Person;
use crate::web::api::problem::{Problem, ProblemDetails, WrongMember};
use crate::web::routes::Routes;

const PATH: &str = "/v1/auth/logout";

pub(super) fn routes() -> Routes {
    Routes::new().post(PATH, logout)
}

/// What is to end.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "read member by member, so that what is wrong is told by its name")]
pub(crate) struct Logout {
    /// Everywhere, or only in this session.
    #[schema(default = false)]
    all_devices: Option<bool>,
}

/// What has ended.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LoggedOut {
    /// How many sessions.
    revoked: usize,
}

/// Sign out
///
/// Ends this session with every token of the applications that were signed in to in it, but those of third parties that may act
/// while the person is away (`offline_access`); or all sessions, with everything.
#[utoipa::path(
    post, path = PATH, tag = "Auth", operation_id = "logout",
    request_body(content = Logout, content_type = "application/json"),
    responses(
        (status = 200, body = LoggedOut),
        (status = 400, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 401, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 403, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 413, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 415, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 422, body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn logout(site: Site, person: Person, body: Result<Object, Problem>) -> Response {
    person.told(end(&site, &person, body).await)
}

async fn end(
    site: &Site,
    person: &Person,
    body: Result<Object, Problem>,
) -> Result<Json<LoggedOut>, Problem> {
    let Object(body) = body?;
    let revoked = if everywhere(&body)? {
        sessions::end_all(site, &person.holder, None).await?
    } else {
        usize::from(here(site, &person.holder).await?)
    };
    Ok(Json(LoggedOut { revoked }))
}

/// As on the page: what third parties may do while the person is away goes on.
async fn here(site: &Site, holder: &Holder) -> Result<bool, StoreError> {
    let Some(session) = sessions::find(site, holder.session_id).await? else { return Ok(false) };
    let ended = logout::end(site, &session, holder.client_id.clone(), &holder.origin, holder.now).await?;
    Ok(ended.was_live)
}

fn everywhere(body: &Map<String, Value>) -> Result<bool, Problem> {
    let mut everywhere = false;
    let mut wrong = Vec::new();
    for (member, value) in body {
        match (member.as_str(), value) {
            ("all_devices", Value::Bool(all)) => everywhere = *all,
            ("all_devices", Value::Null) => {}
            ("all_devices", _) => wrong.push((member, "expected true or false")),
            _ => wrong.push((member, "unknown; expected all_devices alone")),
        }
    }
    if wrong.is_empty() {
        return Ok(everywhere);
    }
    let told = |(member, detail): (&String, &str)| WrongMember::of(member, detail);
    Err(Problem::about(wrong.into_iter().map(told).collect()))
}
