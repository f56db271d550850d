//! `GET /v1/users/me/consents`, and taking one back.

use axum::Json;
use axum::response::Response;
use chrono::{DateTime, Utc};
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use crate::account::applications::{self, Connected};
use crate::web::Site;
use crate::web::api::named::Named;
use crate::web::api::person::Person;
use crate::web::api::problem::{Kind, Problem, ProblemDetails};
use crate::web::routes::Routes;

const PATH: &str = "/v1/users/me/consents";
const ONE: &str = "/v1/users/me/consents/{client_id}";

pub(super) fn routes() -> Routes {
    Routes::new().get(PATH, list).delete(ONE, withdraw)
}

/// An application that acts for the person.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Consent {
    /// Its id.
    client_id: String,
    /// Its name, as it gives it itself.
    client_name: Option<String>,
    /// What the person allowed it; an application of the operator's own asks for nothing.
    scope: Option<String>,
    /// Claims that were allowed one by one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    claims: Vec<String>,
    /// Since when.
    granted_at: Option<DateTime<Utc>>,
    /// When it last fetched tokens, where it still holds some.
    last_used_at: Option<DateTime<Utc>>,
}

/// Every such application.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Consents {
    items: Vec<Consent>,
}

/// Applications that act for the person
#[utoipa::path(
    get, path = PATH, tag = "Users", operation_id = "listConsents",
    responses(
        (status = 200, body = Consents),
        (status = 401, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 403, body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn list(site: Site, person: Person) -> Response {
    person.told(read(&site, &person).await)
}

async fn read(site: &Site, person: &Person) -> Result<Json<Consents>, Problem> {
    let mut items = Vec::new();
    for connected in applications::list(site, &person.holder).await? {
        let client = site.clients.find(&site.db, &connected.client_id).await?;
        items.push(shown(connected, client.map(|client| client.name().to_owned())));
    }
    Ok(Json(Consents { items }))
}

fn shown(connected: Connected, client_name: Option<String>) -> Consent {
    let (scope, claims, granted_at) = match connected.given {
        Some(given) => (
            Some(given.consent.scope.to_string()),
            given.consent.claims.iter().map(str::to_owned).collect(),
            Some(given.granted_at),
        ),
        None => (None, Vec::new(), None),
    };
    let last_used_at = connected.used_at;
    Consent { client_id: connected.client_id, client_name, scope, claims, granted_at, last_used_at }
}

/// Take back what an application was allowed
///
/// Everything by which it acts for the person ends; it has to ask again.
#[utoipa::path(
    delete, path = ONE, tag = "Users", operation_id = "withdrawConsent",
    params(("client_id" = String, Path, description = "The application's id")),
    responses(
        (status = 204, description = "It is taken back"),
        (status = 400, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 401, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 403, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 404, description = "The application acts for the person by nothing", body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn withdraw(site: Site, person: Person, Named(client_id): Named) -> Response {
    let answer = match applications::disconnect(&site, &person.holder, &client_id).await {
        Ok(true) => Ok(StatusCode::NO_CONTENT),
        Ok(false) => {
            Err(Problem::of(Kind::NotFound).because("no application of this id acts for the person"))
        }
        Err(error) => Err(error.into()),
    };
    person.told(answer)
}
