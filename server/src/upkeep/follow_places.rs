//! Takes up a database of places that has been replaced: on every instance, since each reads its own file.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use crate::app::Services;

/// How often the file is looked at. It changes a few times a week.
const LOOK_EVERY: Duration = Duration::from_mins(1);

pub(super) async fn follow_places(services: Arc<Services>) {
    let mut look = interval(LOOK_EVERY);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        look.tick().await;
        let services = Arc::clone(&services);
        if let Err(error) = tokio::task::spawn_blocking(move || services.places.follow()).await {
            tracing::warn!(%error, "places of addresses: looking at the file ended early");
        }
    }
}
