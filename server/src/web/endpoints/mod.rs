//! The protocol's endpoints: extract, one call, render.

mod authorize;
pub mod caller;
mod introspection;
mod jwks;
mod metadata;
mod revocation;
mod token;
mod userinfo;

use super::routes::Routes;

/// Routes below the issuer's path.
pub fn routes() -> Routes {
    let read_by_scripts =
        Routes::new().merge(revocation::routes()).merge(token::routes()).merge(userinfo::routes());
    Routes::new()
        .merge(authorize::routes())
        .merge(introspection::routes())
        .merge(jwks::routes())
        .merge(metadata::routes())
        .merge(read_by_scripts.read_by_scripts())
}

/// Routes at the root of the host, whatever the issuer's path (RFC 8414 section 3.1).
pub fn rooted(base: &str) -> Routes {
    metadata::rooted(base)
}

/// The body of an answer to a preflight; its headers are `cors`'s.
async fn no_content() -> http::StatusCode {
    http::StatusCode::NO_CONTENT
}
