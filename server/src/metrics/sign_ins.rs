//! Who was let in, and who not.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

use super::label::label;

label! {
    /// How an attempt to sign in ended.
    Outcome {
        /// It was the right person.
        Success = "success",
        /// Name or password were wrong, or the account may not be used.
        Wrong = "wrong",
        /// Too many failures before it.
        Limited = "limited",
        /// Too many passwords are being hashed.
        Busy = "busy",
        /// Our own fault: the store or the counts failed.
        Failed = "failed",
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct By {
    outcome: Outcome,
}

/// Attempts to sign in.
#[derive(Debug)]
pub struct SignIns(Family<By, Counter>);

impl SignIns {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let family = Family::default();
        registry.register("sign_ins", "Attempts to sign in, by how they ended", family.clone());
        for outcome in Outcome::ALL {
            drop(family.get_or_create(&By { outcome: *outcome }));
        }
        Self(family)
    }

    /// An attempt ended like this.
    pub fn count(&self, outcome: Outcome) {
        self.0.get_or_create(&By { outcome }).inc();
    }
}
