//! `GET /v1/.well-known/jwks.json`: the published keys, for who looks for them here.

use axum::response::Response;
use http::HeaderMap;

use crate::web::Site;
use crate::web::routes::Routes;

const PATH: &str = "/v1/.well-known/jwks.json";

pub(super) fn routes() -> Routes {
    Routes::new().get(PATH, keys)
}

/// The published keys (RFC 7517)
#[utoipa::path(
    get, path = PATH, tag = "Auth", operation_id = "readKeys", security(),
    responses((status = 200, body = Object, content_type = "application/jwk-set+json")),
)]
pub(crate) async fn keys(site: Site, headers: HeaderMap) -> Response {
    site.key_set().answer(&headers)
}
