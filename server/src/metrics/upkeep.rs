//! What goes on in the background: when each chore last went well, and how often it should.

use std::sync::atomic::AtomicU64;
use std::time::Duration;

use chrono::{DateTime, Utc};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::{Registry, Unit};

use super::seconds;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct By {
    /// The name that the chore has in our code.
    chore: &'static str,
}

/// The chores.
#[derive(Debug)]
pub struct Upkeep {
    last_success: Family<By, Gauge>,
    every: Family<By, Gauge<f64, AtomicU64>>,
    failures: Family<By, Counter>,
}

impl Upkeep {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let upkeep =
            Self { last_success: Family::default(), every: Family::default(), failures: Family::default() };
        let last =
            "When this instance last did a chore well, since 1970-01-01; of several instances one does it";
        let name = "upkeep_last_success_timestamp";
        registry.register_with_unit(name, last, Unit::Seconds, upkeep.last_success.clone());
        let every = "How often a chore is to be done";
        registry.register_with_unit("upkeep_every", every, Unit::Seconds, upkeep.every.clone());
        let failures = "Chores in the background that failed; each is tried again";
        registry.register("upkeep_failures", failures, upkeep.failures.clone());
        upkeep
    }

    /// A chore begins to be done every so often. That counts as a success: what is late is late from then on.
    pub fn begun(&self, chore: &'static str, every: Duration, now: DateTime<Utc>) {
        self.every.get_or_create(&By { chore }).set(seconds(every));
        drop(self.failures.get_or_create(&By { chore }));
        self.went_well(chore, now);
    }

    /// A chore was done.
    pub fn went_well(&self, chore: &'static str, now: DateTime<Utc>) {
        self.last_success.get_or_create(&By { chore }).set(now.timestamp());
    }

    /// A chore failed.
    pub fn failed(&self, chore: &'static str) {
        self.failures.get_or_create(&By { chore }).inc();
    }
}
