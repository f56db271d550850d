//! What goes on in the background: when each chore last went well, and how often it should.

use std::sync::atomic::AtomicU64;
use std::time::Duration;

use chrono::{DateTime, Utc};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

use super::by_label::ByLabel;
use super::seconds;

/// The chores, each by the name that it has in our code.
#[derive(Debug)]
pub struct Upkeep {
    last_success: ByLabel<Gauge>,
    every: ByLabel<Gauge<f64, AtomicU64>>,
    failures: ByLabel<Counter>,
}

impl Upkeep {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let upkeep = Self {
            last_success: ByLabel::new("chore"),
            every: ByLabel::new("chore"),
            failures: ByLabel::new("chore"),
        };
        let last =
            "When this instance last did a chore well, since 1970-01-01; of several instances one does it";
        upkeep.last_success.register_seconds(registry, "upkeep_last_success_timestamp", last);
        upkeep.every.register_seconds(registry, "upkeep_every", "How often a chore is to be done");
        let failures = "Chores in the background that failed; each is tried again";
        upkeep.failures.register(registry, "upkeep_failures", failures);
        upkeep
    }

    /// A chore begins to be done every so often. That counts as a success: what is late is late from then on.
    pub fn begun(&self, chore: &'static str, every: Duration, now: DateTime<Utc>) {
        self.every.at(chore).set(seconds(every));
        self.expects(chore);
        self.went_well(chore, now);
    }

    /// A piece of work may fail: its count is there from now on, so that the first failure is seen to grow.
    pub fn expects(&self, chore: &'static str) {
        drop(self.failures.at(chore));
    }

    /// A chore was done.
    pub fn went_well(&self, chore: &'static str, now: DateTime<Utc>) {
        self.last_success.at(chore).set(now.timestamp());
    }

    /// A chore failed.
    pub fn failed(&self, chore: &'static str) {
        self.failures.at(chore).inc();
    }
}
