//! Who was let in, and who not.

use prometheus_client::metrics::counter::Counter;
use prometheus_client::registry::Registry;

use super::by_label::ByLabel;
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

/// Attempts to sign in.
#[derive(Debug)]
pub struct SignIns(ByLabel<Counter>);

impl SignIns {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let family = ByLabel::of("outcome", Outcome::texts());
        family.register(registry, "sign_ins", "Attempts to sign in, by how they ended");
        Self(family)
    }

    /// An attempt ended like this.
    pub fn count(&self, outcome: Outcome) {
        self.0.at(outcome.as_str()).inc();
    }
}
