//! `/jwks` (RFC 7517): serialised when the keys change, not when they are asked for.

use axum::response::Response;
use http::HeaderMap;

use crate::web::routes::Routes;
use crate::web::{Site, urls};

pub(super) fn routes() -> Routes {
    Routes::new().get(urls::JWKS, jwks)
}

async fn jwks(site: Site, headers: HeaderMap) -> Response {
    site.key_set().answer(&headers)
}
