//! `/metrics`: what Prometheus reads, as OpenMetrics text. What is asked for and not told is asked for here.

use axum::response::{IntoResponse as _, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};

use super::process;
use crate::metrics::MEDIA_TYPE;
use crate::web::Site;
use crate::web::routes::Routes;

pub(super) fn routes() -> Routes {
    Routes::new().get("/metrics", metrics)
}

async fn metrics(site: Site) -> Response {
    sample(&site).await;
    ([(CONTENT_TYPE, MEDIA_TYPE), (CACHE_CONTROL, "no-store")], site.metrics.text()).into_response()
}

/// Sets what is a state and not an event to what it is right now.
async fn sample(site: &Site) {
    let (metrics, ring) = (&site.metrics, site.keys.current());
    // Asked for first: the question takes a connection that the figures should not show.
    let is_ready = site.readiness().report(site).await.is_ready();
    metrics.store.sample(site.db.load(), is_ready, site.throttle.is_standing_in());
    metrics.hashing.sample(site.passwords.load());
    metrics.keys.sample(ring.ages(site.clock.now()), site.config.keys.rotate_every);
    metrics.process.sample(process::usage());
}
