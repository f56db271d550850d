//! `GET` and `PUT /v1/users/me/preferences`.

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use serde_json::Value;

use crate::account::preferences::{self, NotReplaced};
use crate::model::preferences::Preferences;
use crate::web::Site;
use crate::web::api::body::Object;
use crate::web::api::etag::{etag, if_match};
use crate::web::api::person::Person;
use crate::web::api::problem::{Kind, Problem, ProblemDetails};
use crate::web::routes::Routes;

const PATH: &str = "/v1/users/me/preferences";

pub(super) fn routes() -> Routes {
    Routes::new().get(PATH, show).put(PATH, replace)
}

fn shown(preferences: &Preferences) -> impl IntoResponse + use<> {
    (etag(preferences.version), Json(Value::Object(preferences.effective())))
}

/// The preferences
///
/// What the person has set, over the defaults. `ETag` names the version, for `If-Match` of a change.
#[utoipa::path(
    get, path = PATH, tag = "Users", operation_id = "readPreferences",
    responses(
        (status = 200, body = Object, headers(("ETag" = String, description = "The version")),
            example = json!({"theme": "dark", "notifications": {"security": true, "product": false}})),
        (status = 401, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 403, body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn show(site: Site, person: Person) -> Response {
    let read = preferences::read(&site, &person.holder).await;
    person.told(read.map(|preferences| shown(&preferences)).map_err(Problem::from))
}

/// Replace the preferences
///
/// The document as a whole: any object of at most 16 KiB. What it does not name has its default again. With `If-Match`, only
/// if nobody has changed it meanwhile.
#[utoipa::path(
    put, path = PATH, tag = "Users", operation_id = "replacePreferences",
    params(("If-Match" = Option<String>, Header, description = "The version that was read")),
    request_body(content = Object, content_type = "application/json", example = json!({"theme": "dark"})),
    responses(
        (status = 200, body = Object, headers(("ETag" = String, description = "The version"))),
        (status = 400, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 401, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 403, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 412, description = "They have changed since", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 413, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 415, body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn replace(
    site: Site,
    person: Person,
    headers: HeaderMap,
    document: Result<Object, Problem>,
) -> Response {
    person.told(try_replace(&site, &person, &headers, document).await)
}

async fn try_replace(
    site: &Site,
    person: &Person,
    headers: &HeaderMap,
    document: Result<Object, Problem>,
) -> Result<impl IntoResponse + use<>, Problem> {
    let (Object(document), version) = (document?, if_match(headers)?);
    match preferences::replace(site, &person.holder, document, version).await {
        Ok(preferences) => Ok(shown(&preferences)),
        Err(NotReplaced::Stale) => Err(Problem::of(Kind::Stale)
            .because("the preferences have changed since they were read: read them again")),
        Err(refused @ NotReplaced::TooLarge) => Err(Problem::of(Kind::TooLarge).because(refused.to_string())),
        Err(NotReplaced::Store(error)) => Err(error.into()),
    }
}
