//! HTTP: the router, what comes in, what goes out.
//!
//! `endpoints/` speaks the protocol, `hosted/` shows pages, `pages/` is what they look like, `extract/` reads requests,
//! `operator/` answers on an address of its own.
//! May import everything below. **To add an endpoint:** a file with its handler and its `routes()`, a line in
//! [`router`]. What surrounds every request is in [`front`].

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
pub mod pages;
pub mod problem_page;
pub mod readiness;
pub mod reply;
pub mod request_id;
pub mod security_headers;
pub mod server;
pub mod site;
pub mod tls;
pub mod urls;
pub mod words;

use axum::Router;
use axum::middleware::from_fn_with_state;
use tower_layer::Layer as _;

pub use site::Site;

/// Form endpoints take no more.
const LARGEST_BODY: usize = 64 * 1024;

/// The whole site, below the issuer's path.
pub fn router(site: Site) -> Router {
    let routes = Router::new()
        .merge(endpoints::routes(&site))
        .merge(hosted::routes(site.is_dev))
        .fallback(hosted::not_found)
        .method_not_allowed_fallback(hosted::method_not_allowed);
    let base = site.base().to_owned();
    let rooted = if base.is_empty() {
        routes
    } else {
        Router::new()
            .nest(&base, routes)
            .merge(hosted::home_at(&format!("{base}/")))
            .fallback(hosted::not_found)
    };
    let front = from_fn_with_state(site.clone(), front::answer);
    // As the only service of another router it is one layer of all routes, not a layer of each.
    Router::new().fallback_service(front.layer(rooted.merge(endpoints::rooted(&base)).with_state(site)))
}
