//! What is the operator's alone: it is answered on `server.admin_listen`, apart from the public address, in plain http.
//!
//! Whoever reaches that address may read what is here, so that it belongs on a network of the operator's own. Paths
//! begin at `/`, whatever the issuer's path. **To add something:** a file with its `routes()`, a line in [`router`].

pub mod health;

use axum::Router;
use axum::middleware::from_fn_with_state;
use http::StatusCode;
use tower_layer::Layer as _;

use super::{Site, front};

/// All that is answered there.
pub fn router(site: Site) -> Router {
    let routes = Router::new()
        .merge(health::routes())
        .fallback(|| async { (StatusCode::NOT_FOUND, "there is nothing at this address\n") });
    let front = from_fn_with_state(site.clone(), front::answer);
    Router::new().fallback_service(front.layer(routes.with_state(site)))
}
