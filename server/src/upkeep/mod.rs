//! What goes on in the background: keys that change, rows that have expired, mails, the audit log's seals and partitions.
//!
//! Of several instances one does it, under a lease; `follow_keys` and `follow_places` are each one's own. A chore is bounded and may be
//! cut off anywhere: what it did not finish, the next round does, here or elsewhere. **To add one:** a file in `chores/`
//! and a line in its list.

mod chores;
mod follow_keys;
mod follow_places;
mod lease;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use chrono::TimeDelta;
use futures::FutureExt as _;
use tokio::task::{JoinError, JoinSet};
use tokio::time::{MissedTickBehavior, interval};

use self::chores::{CHORES, Chore};
use self::lease::Lease;
use crate::app::Services;
use crate::audit::chaining;
use crate::causes::with_causes;

/// The background work of one instance. It ends when this is dropped.
#[derive(Debug)]
pub struct Upkeep {
    tasks: JoinSet<()>,
    lease: Arc<Lease>,
}

/// Starts the background work.
pub fn start(services: &Arc<Services>) -> Upkeep {
    let lease = Arc::new(Lease::of(services));
    let mut tasks = JoinSet::new();
    tasks.spawn(follow_keys::follow_keys(Arc::clone(services)));
    if services.places.is_asked_for() {
        tasks.spawn(follow_places::follow_places(Arc::clone(services)));
    }
    for chore in CHORES {
        tasks.spawn(rounds(*chore, Arc::clone(services), Arc::clone(&lease)));
    }
    Upkeep { tasks, lease }
}

impl Upkeep {
    /// Ends the work, and lets another instance take it up at once.
    pub async fn shutdown(&mut self) {
        self.tasks.shutdown().await;
        self.lease.give_up().await;
    }

    /// Waits for the first piece of work to end, which none does by itself.
    pub async fn join_next(&mut self) -> Option<Result<(), JoinError>> {
        self.tasks.join_next().await
    }
}

/// By when an event is sealed though the instance that did the work was killed just before it: another one takes the work up
/// when it asks for the lease after that has ended, and has two rounds of the sealer then.
pub fn seals_within() -> TimeDelta {
    let rounds = TimeDelta::from_std(2 * chores::SEALS_EVERY).unwrap_or_default();
    chaining::SETTLES + lease::LASTS + lease::ASK_AFTER + rounds
}

async fn rounds(chore: &'static dyn Chore, services: Arc<Services>, lease: Arc<Lease>) {
    let metrics = &services.metrics.upkeep;
    metrics.begun(chore.name(), chore.every(), services.clock.now());
    let mut clock = interval(chore.every());
    clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        clock.tick().await;
        if !lease.is_ours().await {
            continue;
        }
        let round = AssertUnwindSafe(chore.round(&services, services.clock.now()));
        match round.catch_unwind().await {
            Ok(Ok(())) => metrics.went_well(chore.name(), services.clock.now()),
            Ok(Err(error)) => {
                metrics.failed(chore.name());
                let error = with_causes(&error);
                tracing::warn!(chore = chore.name(), error, "background work goes on in the next round");
            }
            Err(_panic) => {
                metrics.failed(chore.name());
                tracing::error!(
                    chore = chore.name(),
                    "background work panicked; it is tried again in the next round"
                );
            }
        }
    }
}

#[cfg(test)]
mod tests;
