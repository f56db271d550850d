//! Both discovery documents: OpenID Connect Discovery 4 and RFC 8414 section 3, with the issuer's path inserted
//! after the well-known part, and (as many clients ask) appended.

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use http::HeaderMap;

use crate::web::{Site, urls};

pub(super) fn routes() -> Router<Site> {
    Router::new().route(urls::OPENID_METADATA, get(metadata)).route(urls::OAUTH_METADATA, get(metadata))
}

/// `/.well-known/oauth-authorization-server/auth` for an issuer with the path `/auth`.
pub(super) fn rooted(base: &str) -> Router<Site> {
    if base.is_empty() {
        return Router::new();
    }
    Router::new()
        .route(&format!("{}{base}", urls::OPENID_METADATA), get(metadata))
        .route(&format!("{}{base}", urls::OAUTH_METADATA), get(metadata))
}

async fn metadata(site: Site, headers: HeaderMap) -> Response {
    site.metadata().answer(&headers)
}
