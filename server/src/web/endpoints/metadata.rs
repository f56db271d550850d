//! Both discovery documents: OpenID Connect Discovery 4 and RFC 8414 section 3, with the issuer's path inserted
//! after the well-known part, and (as many clients ask) appended.

use axum::response::Response;
use http::HeaderMap;

use crate::web::routes::Routes;
use crate::web::{Site, urls};

pub(super) fn routes() -> Routes {
    Routes::new().get(urls::OPENID_METADATA, metadata).get(urls::OAUTH_METADATA, metadata)
}

/// `/.well-known/oauth-authorization-server/auth` for an issuer with the path `/auth`.
pub(super) fn rooted(base: &str) -> Routes {
    if base.is_empty() {
        return Routes::new();
    }
    Routes::new()
        .get(&format!("{}{base}", urls::OPENID_METADATA), metadata)
        .get(&format!("{}{base}", urls::OAUTH_METADATA), metadata)
}

async fn metadata(site: Site, headers: HeaderMap) -> Response {
    site.metadata().answer(&headers)
}
