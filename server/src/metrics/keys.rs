//! Our keys: how old what signs is, how old it may become, and how long an RSA signature waits for a core.

use std::sync::atomic::AtomicU64;
use std::time::Duration;

use chrono::TimeDelta;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::{ConstGauge, Gauge};
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use super::by_label::ByLabel;
use super::seconds;
use crate::model::signing_key::KeyPurpose;

/// How old the keys are.
#[derive(Debug, Clone, Default)]
pub struct KeyAges {
    /// Of each purpose the key that serves it, and since when it does.
    pub ages: Vec<(KeyPurpose, TimeDelta)>,
    /// After which time a key is replaced (`keys.rotate_every`).
    pub rotate_every: TimeDelta,
}

impl KeyAges {
    pub(super) fn register(&self, registry: &mut Registry) {
        // The name of a signing algorithm of ours, or `token` for the key that tags codes and refresh tokens.
        let ages: ByLabel<Gauge<f64, AtomicU64>> = ByLabel::new("algorithm");
        for (purpose, age) in &self.ages {
            ages.at(purpose.as_str()).set(age.as_seconds_f64());
        }
        ages.register_seconds(registry, "signing_key_age", "Time since the key that signs has done so");
        let rotation = "Time after which a signing key is replaced (keys.rotate_every)";
        let every = ConstGauge::new(self.rotate_every.as_seconds_f64());
        registry.register_with_unit("signing_key_rotation", rotation, Unit::Seconds, every);
    }
}

/// Signatures that take long: those of RSA.
#[derive(Debug, Clone)]
pub struct Signatures {
    waited: Histogram,
    refused: Counter,
}

impl Default for Signatures {
    fn default() -> Self {
        let buckets = [0.000_1, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0];
        Self { waited: Histogram::new(buckets), refused: Counter::default() }
    }
}

impl Signatures {
    pub(super) fn register(&self, registry: &mut Registry) {
        let waited = "Time that an RSA signature waited for a core before it was made";
        registry.register_with_unit("rsa_signature_wait", waited, Unit::Seconds, self.waited.clone());
        let refused = "RSA signatures that were refused because no core was free in time";
        registry.register("rsa_signatures_refused", refused, self.refused.clone());
    }

    /// A signature has its turn.
    pub fn waited(&self, span: Duration) {
        self.waited.observe(seconds(span));
    }

    /// A signature waited too long, and was not made.
    pub fn refused(&self) {
        self.refused.inc();
    }
}
