//! `GET /v1/users/me/events`.

use axum::Json;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::account::events::{self, OwnEvent, Selection};
use crate::web::Site;
use crate::web::api::paging::{Page, Part, Wanted};
use crate::web::api::person::Person;
use crate::web::api::problem::{Problem, ProblemDetails};
use crate::web::routes::Routes;

const PATH: &str = "/v1/users/me/events";

pub(super) fn routes() -> Routes {
    Routes::new().get(PATH, list)
}

/// Something that happened to the account.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Event {
    id: Uuid,
    /// When.
    at: DateTime<Utc>,
    /// What.
    #[schema(example = "login.success")]
    kind: String,
    /// `success`, `failure` or `refusal`.
    #[schema(example = "success")]
    outcome: String,
    /// Through which application.
    client_id: Option<String>,
    /// In which session.
    session_id: Option<Uuid>,
    /// From which address.
    address: Option<String>,
    /// From which country.
    country: Option<String>,
    /// With which browser.
    user_agent: Option<String>,
}

impl From<OwnEvent> for Event {
    fn from(own: OwnEvent) -> Self {
        Self {
            id: own.id,
            at: own.at,
            kind: own.kind,
            outcome: own.outcome,
            client_id: own.client_id,
            session_id: own.session_id,
            address: own.address,
            country: own.country,
            user_agent: own.user_agent,
        }
    }
}

/// What happened to the account, newest first
#[utoipa::path(
    get, path = PATH, tag = "Users", operation_id = "listEvents", params(Wanted),
    responses(
        (status = 200, body = Page<Event>),
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
) -> Result<Json<Page<Event>>, Problem> {
    let part = part?;
    let selection = Selection { after: part.after, limit: part.limit, routine: true, ..Selection::default() };
    let found = events::list(site, &person.holder, selection).await?;
    Ok(Json(Page::of(found, &part, |event| event.id, Event::from)))
}
