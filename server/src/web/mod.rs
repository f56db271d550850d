//! HTTP: the router, what comes in, what goes out.
//!
//! `endpoints/` speaks the protocol, `hosted/` shows pages, `pages/` is what they look like, `extract/` reads requests.
//! May import everything below. **To add an endpoint:** a file with its handler and its `routes()`, a line in
//! [`router`]. Every layer is added after all routes, so that each of them is under all layers.

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
pub mod hosted;
pub mod pages;
pub mod problem_page;
pub mod reply;
pub mod request_id;
pub mod security_headers;
pub mod server;
pub mod site;
pub mod tls;
pub mod urls;
pub mod words;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;

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
    let timeout = site.config.server.request_timeout;
    let site_of = site.clone();
    let rooted = if base.is_empty() {
        routes
    } else {
        Router::new()
            .nest(&base, routes)
            .merge(hosted::home_at(&format!("{base}/")))
            .fallback(hosted::not_found)
    };
    rooted
        .merge(endpoints::rooted(&base))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(CatchPanicLayer::custom(failure::of_panic))
        .layer(TimeoutLayer::with_status_code(http::StatusCode::REQUEST_TIMEOUT, timeout))
        .layer(from_fn(security_headers::refuse_odd_requests))
        .layer(from_fn_with_state(site_of.clone(), for_people::show))
        .layer(from_fn_with_state(site_of.clone(), security_headers::add))
        .layer(from_fn_with_state(site_of, request_id::name))
        .with_state(site)
}
