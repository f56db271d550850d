//! JSON under `/v1`: what people's own applications do with the account of whoever signed in to them.
//!
//! A file holds the calls of one noun: what comes in and goes out as structs with a schema, the handlers, their routes. What
//! they do is in `account`. Refusals are problem details (RFC 9457), each with one event in the audit log, written by
//! [`noted`] for all of them; the limits that a call was counted by stand in its answer's headers. A call that makes something takes
//! an `Idempotency-Key`. The OpenAPI document is made of the handlers; a test compares it with the routes.
//!
//! **To add a call:** a handler with `#[utoipa::path]`, a line in the file's `routes()` and one in [`document`], and the line
//! in `server/tests/it/golden/routes.txt`.

mod auth;
mod body;
mod client;
mod document;
mod etag;
mod idempotency;
mod limited;
mod named;
mod noted;
mod paging;
mod person;
mod problem;
mod reference;
mod stranger;
mod users;

use axum::response::Response;
use http::Uri;

pub use document::{description, document};
pub use limited::told as limits_told;
pub use noted::noted;

use super::routes::Routes;
use problem::{Kind, Problem};

/// What all of it lies below.
pub const BELOW: &str = "/v1/";

/// Routes below the issuer's path.
pub fn routes() -> Routes {
    Routes::new()
        .merge(auth::routes())
        .merge(users::routes())
        .of_api()
        .merge(document::routes())
        .merge(reference::routes())
}

/// Whether a path is one of the API's.
pub fn is_below(uri: &Uri) -> bool {
    uri.path().starts_with(BELOW)
}

/// The answer at an address below `/v1` where there is nothing.
pub fn not_found() -> Response {
    axum::response::IntoResponse::into_response(
        Problem::of(Kind::NotFound).because("there is nothing at this address"),
    )
}

/// The answer to a method that an address below `/v1` does not answer.
pub fn method_not_allowed() -> Response {
    let why = "this address does not answer the method that was used";
    axum::response::IntoResponse::into_response(Problem::of(Kind::MethodNotAllowed).because(why))
}
