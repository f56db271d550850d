//! `/jwks` (RFC 7517): serialised when the keys change, not when they are asked for.

use axum::Router;
use axum::middleware::from_fn;
use axum::response::Response;
use axum::routing::get;
use http::HeaderMap;

use crate::web::document::Document;
use crate::web::{Site, cors, urls};

pub(super) fn routes() -> Router<Site> {
    Router::new().route(urls::JWKS, get(jwks)).route_layer(from_fn(cors::open))
}

async fn jwks(site: Site, headers: HeaderMap) -> Response {
    let ring = site.keys.current();
    let document = Document::tagged(ring.jwks().body(), ring.jwks().etag(), "application/jwk-set+json");
    let max_age = site.config.keys.jwks_max_age.num_seconds();
    document.answer(&headers, &format!("public, max-age={max_age}"))
}
