//! `/jwks` (RFC 7517): serialised when the keys change, not when they are asked for.

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use http::HeaderMap;

use crate::web::{Site, urls};

pub(super) fn routes() -> Router<Site> {
    Router::new().route(urls::JWKS, get(jwks))
}

async fn jwks(site: Site, headers: HeaderMap) -> Response {
    site.key_set().answer(&headers)
}
