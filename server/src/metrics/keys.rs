//! Our keys: how old what signs is, and how old it may become.

use std::sync::atomic::AtomicU64;

use chrono::TimeDelta;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::{Registry, Unit};

use crate::model::signing_key::KeyPurpose;

type Seconds = Gauge<f64, AtomicU64>;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct By {
    /// The name of a signing algorithm of ours, or `token` for the key that tags codes and refresh tokens.
    algorithm: &'static str,
}

/// Our keys.
#[derive(Debug)]
pub struct Keys {
    age: Family<By, Seconds>,
    rotation: Seconds,
}

impl Keys {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let keys = Self { age: Family::default(), rotation: Seconds::default() };
        let age = "Time since the key that signs has done so";
        registry.register_with_unit("signing_key_age", age, Unit::Seconds, keys.age.clone());
        let rotation = "Time after which a signing key is replaced (keys.rotate_every)";
        registry.register_with_unit("signing_key_rotation", rotation, Unit::Seconds, keys.rotation.clone());
        keys
    }

    /// The keys that sign right now with their ages, and when they are replaced.
    pub fn sample(&self, ages: impl Iterator<Item = (KeyPurpose, TimeDelta)>, rotate_every: TimeDelta) {
        // An algorithm that nothing signs with any more has no age.
        self.age.clear();
        for (purpose, age) in ages {
            self.age.get_or_create(&By { algorithm: purpose.as_str() }).set(age.as_seconds_f64());
        }
        self.rotation.set(rotate_every.as_seconds_f64());
    }
}
