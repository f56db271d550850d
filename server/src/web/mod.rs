//! HTTP: the router, what comes in, what goes out.
//!
//! `endpoints/` speaks the protocol, `api/` JSON to applications, `hosted/` shows pages, `pages/` is what they look like, `extract/` reads requests,
//! `operator/` answers on an address of its own.
//! May import everything below. **To add an endpoint:** a file with its handler and its `routes()`, a line in its folder's
//! `mod.rs`, and a line in `server/tests/it/golden/routes.txt`, which says who may ask it. What surrounds every request is
//! in [`front`].

pub mod api;
pub mod assets;
pub mod brand;
pub mod cookies;
pub mod cors;
pub mod csrf;
pub mod document;
pub mod endpoints;
pub mod extract;
pub mod failure;
pub mod for_people;
pub mod front;
pub mod hosted;
pub mod operator;
pub mod otpauth;
pub mod pages;
mod patience;
pub mod problem_page;
pub mod qr;
pub mod readiness;
pub mod reply;
pub mod request_id;
pub mod routes;
pub mod security_headers;
pub mod server;
pub mod site;
pub mod tls;
mod unread;
pub mod urls;

use axum::Router;
use axum::middleware::from_fn_with_state;
use tower_layer::Layer as _;

pub use site::Site;

use routes::{Address, Listener, Routes};

/// Form endpoints take no more.
const LARGEST_BODY: usize = 64 * 1024;

/// The whole site, below the issuer's path.
pub fn router(site: Site) -> Router {
    let base = site.base().to_owned();
    let routes = below_issuer(site.is_dev).router(&site).fallback(hosted::not_found);
    let nested = if base.is_empty() { routes } else { Router::new().nest(&base, routes) };
    let rooted = nested.merge(at_root(&base).router(&site)).fallback(hosted::not_found);
    let front = from_fn_with_state(site.clone(), front::answer);
    // As the only service of another router it is one layer of all routes, not a layer of each.
    Router::new().fallback_service(front.layer(rooted.with_state(site)))
}

/// Every address that is answered for an issuer with the path `base` (no last slash; empty at the root), listener by listener.
pub fn addresses(base: &str, is_dev: bool) -> Vec<Address> {
    let below = below_issuer(is_dev).addresses(Listener::Public, base);
    let rooted = at_root(base).addresses(Listener::Public, "");
    below.into_iter().chain(rooted).chain(operator::routes().addresses(Listener::Operator, "")).collect()
}

fn below_issuer(is_dev: bool) -> Routes {
    endpoints::routes().merge(api::routes()).merge(hosted::routes(is_dev))
}

/// What is at the root of the host where the issuer is not, and the issuer's own address with a last slash.
fn at_root(base: &str) -> Routes {
    if base.is_empty() {
        return Routes::new();
    }
    endpoints::rooted(base).merge(hosted::home_at(&format!("{base}/")))
}
