//! Password hashes: how long they take, how many wait, how many were turned away.

use std::time::Duration;

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use super::seconds;

/// Password hashes.
#[derive(Debug, Clone)]
pub struct Hashing {
    running: Gauge,
    queue: Gauge,
    longest_queue: Gauge,
    refused: Counter,
    seconds: Histogram,
}

/// What the hasher is at.
#[derive(Debug, Clone, Copy)]
pub struct HashLoad {
    /// Hashes that are being computed.
    pub running: usize,
    /// Hashes that wait for their turn.
    pub waiting: usize,
    /// How many may wait (`password.queue`).
    pub longest: usize,
}

impl Default for Hashing {
    fn default() -> Self {
        let buckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0];
        Self {
            running: Gauge::default(),
            queue: Gauge::default(),
            longest_queue: Gauge::default(),
            refused: Counter::default(),
            seconds: Histogram::new(buckets),
        }
    }
}

impl Hashing {
    pub(super) fn register(&self, registry: &mut Registry) {
        let running = "Password hashes that are being computed";
        registry.register("password_hashes_running", running, self.running.clone());
        registry.register("password_hash_queue", "Password hashes that wait", self.queue.clone());
        let longest = "Password hashes that may wait (password.queue)";
        registry.register("password_hash_queue_limit", longest, self.longest_queue.clone());
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

    /// What the hasher is at right now.
    pub fn sample(&self, load: HashLoad) {
        self.running.set(super::whole(load.running));
        self.queue.set(super::whole(load.waiting));
        self.longest_queue.set(super::whole(load.longest));
    }
}
