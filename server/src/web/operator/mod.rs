//! What is the operator's alone: it is answered on `server.admin_listen`, apart from the public address, in plain http.
//!
//! Whoever reaches that address may read what is here, so that it belongs on a network of the operator's own. Paths
//! begin at `/`, whatever the issuer's path. **To add something:** a file with its `routes()`, a line in [`routes`],
//! and one in `server/tests/it/golden/routes.txt`.

pub mod health;
mod metrics;
mod process;

use axum::Router;
use axum::middleware::from_fn_with_state;
use http::StatusCode;
use tower_layer::Layer as _;

use super::routes::Routes;
use super::{Site, front};

/// All that is answered there.
pub fn routes() -> Routes {
    Routes::new().merge(health::routes()).merge(metrics::routes())
}

/// The router of exactly these.
pub fn router(site: Site) -> Router {
    let routes = routes()
        .router(&site)
        .fallback(|| async { (StatusCode::NOT_FOUND, "there is nothing at this address\n") });
    let front = from_fn_with_state(site.clone(), front::answer);
    Router::new().fallback_service(front.layer(routes.with_state(site)))
}
