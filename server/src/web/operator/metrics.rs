//! `/metrics`: what Prometheus reads, as OpenMetrics text. What is asked for and not told is asked for here.

use axum::response::{IntoResponse as _, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};

use super::process;
use crate::metrics::keys::KeyAges;
use crate::metrics::store::Ability;
use crate::metrics::{MEDIA_TYPE, Present};
use crate::web::Site;
use crate::web::routes::Routes;

pub(super) fn routes() -> Routes {
    Routes::new().get("/metrics", metrics)
}

async fn metrics(site: Site) -> Response {
    let text = site.metrics.text(&present(&site).await);
    ([(CONTENT_TYPE, MEDIA_TYPE), (CACHE_CONTROL, "no-store")], text).into_response()
}

/// What is a state and not an event, as it is right now.
async fn present(site: &Site) -> Present {
    let ring = site.keys.current();
    // Asked for first: the question takes a connection that the figures should not show.
    let is_ready = site.readiness().report(site).await.is_ready();
    Present {
        ability: Ability { is_ready, redis_is_away: site.throttle.is_standing_in() },
        store: site.db.load(),
        hashing: site.passwords.load(),
        keys: KeyAges {
            ages: ring.ages(site.clock.now()).collect(),
            rotate_every: site.config.keys.rotate_every,
        },
        outbox: site.metrics.mail.outbox(site.clock.now()),
        certificate_ends: site.certificate().ends(),
        process: process::usage(),
    }
}
