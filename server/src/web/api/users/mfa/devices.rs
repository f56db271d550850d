//! `DELETE /v1/users/me/mfa/devices`.

use axum::response::Response;
use http::StatusCode;

use crate::account::factors;
use crate::web::Site;
use crate::web::api::person::Person;
use crate::web::api::problem::{Problem, ProblemDetails};
use crate::web::routes::Routes;

const PATH: &str = "/v1/users/me/mfa/devices";

pub(super) fn routes() -> Routes {
    Routes::new().delete(PATH, forget)
}

/// Forget every device
///
/// Each is asked for the second factor again. This makes nothing weaker, and needs no fresh sign-in.
#[utoipa::path(
    delete, path = PATH, tag = "Second factors", operation_id = "forgetDevices",
    responses(
        (status = 204, description = "They are forgotten"),
        (status = 401, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 403, body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn forget(site: Site, person: Person) -> Response {
    let forgotten = factors::forget_devices(&site, &person.holder).await;
    person.told(forgotten.map(|_| StatusCode::NO_CONTENT).map_err(Problem::from))
}
