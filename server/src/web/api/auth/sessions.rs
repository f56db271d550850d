//! `GET /v1/auth/sessions`, and ending one.

use axum::Json;
use axum::response::Response;
use chrono::{DateTime, Utc};
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::account::sessions::{self, Place};
use crate::web::Site;
use crate::web::api::named::Named;
use crate::web::api::paging::{Page, Part, Wanted};
use crate::web::api::person::Person;
use crate::web::api::problem::{Kind, Problem, ProblemDetails};
use crate::web::routes::Routes;

const PATH: &str = "/v1/auth/sessions";
const ONE: &str = "/v1/auth/sessions/{sid}";

pub(super) fn routes() -> Routes {
    Routes::new().get(PATH, list).delete(ONE, end)
}

/// A place where the person is signed in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Session {
    /// `sid` of its tokens.
    id: Uuid,
    /// Whether it is the one in which this is asked.
    current: bool,
    /// When it began.
    created_at: DateTime<Utc>,
    /// When it was last used.
    last_active_at: DateTime<Utc>,
    /// When it ends at the latest.
    expires_at: DateTime<Utc>,
    /// The address it was begun from.
    address: Option<String>,
    /// The country of that address, ISO 3166-1 alpha-2, where it is known.
    #[schema(example = "GB")]
    country: Option<String>,
    /// The browser it was begun with.
    user_agent: Option<String>,
    /// How strongly the person proved who they are.
    #[schema(example = "urn:signet:acr:single")]
    acr: String,
    /// With what (RFC 8176).
    amr: Vec<String>,
    /// The applications that were signed in to there.
    client_ids: Vec<String>,
}

impl From<Place> for Session {
    fn from(place: Place) -> Self {
        let session = place.seen.session;
        Self {
            id: session.id,
            current: place.is_current,
            created_at: session.created_at,
            last_active_at: session.last_active_at,
            expires_at: session.absolute_expires_at.min(session.idle_expires_at),
            address: place.seen.address,
            country: place.seen.country,
            user_agent: place.seen.user_agent,
            acr: session.authentication.acr,
            amr: session.authentication.amr,
            client_ids: place.clients,
        }
    }
}

/// Where the person is signed in, the newest first
#[utoipa::path(
    get, path = PATH, tag = "Auth", operation_id = "listSessions", params(Wanted),
    responses(
        (status = 200, body = Page<Session>),
        (status = 400, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 401, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 403, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 422, body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn list(site: Site, person: Person, part: Result<Part, Problem>) -> Response {
    person.told(read(&site, &person, part).await)
}

async fn read(
    site: &Site,
    person: &Person,
    part: Result<Part, Problem>,
) -> Result<Json<Page<Session>>, Problem> {
    let part = part?;
    let found = sessions::page(site, &person.holder, (part.after, part.limit)).await?;
    Ok(Json(Page::of(found, &part, |place| place.seen.session.id, Session::from)))
}

/// Sign out there
///
/// The session ends with every token of every application that was signed in to in it.
#[utoipa::path(
    delete, path = ONE, tag = "Auth", operation_id = "endSession",
    params(("sid" = String, Path, description = "The session's id")),
    responses(
        (status = 204, description = "It has ended"),
        (status = 400, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 401, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 403, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 404, description = "The person has no live session of this id", body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn end(site: Site, person: Person, Named(sid): Named) -> Response {
    let unknown = || Problem::of(Kind::NotFound).because("the person has no live session of this id");
    let answer = match sid.parse() {
        Err(_) => Err(unknown()),
        Ok(sid) => match sessions::end(&site, &person.holder, sid).await {
            Ok(true) => Ok(StatusCode::NO_CONTENT),
            Ok(false) => Err(unknown()),
            Err(error) => Err(error.into()),
        },
    };
    person.told(answer)
}
