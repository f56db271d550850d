//! Password hashes: how long they take, how many wait, how many were turned away.

use std::time::Duration;

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use super::seconds;

/// Password hashes.
#[derive(Debug, Clone)]
pub struct Hashing {
    refused: Counter,
    seconds: Histogram,
}

/// What the hasher is at.
#[derive(Debug, Clone, Copy, Default)]
pub struct HashLoad {
    /// Hashes that are being computed.
    pub running: usize,
    /// Hashes that wait for their turn.
    pub waiting: usize,
    /// How many may wait (`password.queue`).
    pub longest: usize,
}

impl HashLoad {
    pub(super) fn register(self, registry: &mut Registry) {
        for (name, help, count) in [
            ("password_hashes_running", "Password hashes that are being computed", self.running),
            ("password_hash_queue", "Password hashes that wait", self.waiting),
            ("password_hash_queue_limit", "Password hashes that may wait (password.queue)", self.longest),
        ] {
            registry.register(name, help, ConstGauge::new(count));
        }
    }
}

impl Default for Hashing {
    fn default() -> Self {
        let buckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0];
        Self { refused: Counter::default(), seconds: Histogram::new(buckets) }
    }
}

impl Hashing {
    pub(super) fn register(&self, registry: &mut Registry) {
        let refused = "Password hashes that were refused because too many waited, or one too long";
        registry.register("password_hashes_refused", refused, self.refused.clone());
        let took = "Time of one password hash, its wait included";
        registry.register_with_unit("password_hash", took, Unit::Seconds, self.seconds.clone());
    }

    /// A hash was computed.
    pub fn done(&self, took: Duration) {
        self.seconds.observe(seconds(took));
    }

    /// A hash was refused: too many wait, or it has waited too long.
    pub fn refused(&self) {
        self.refused.inc();
    }
}
