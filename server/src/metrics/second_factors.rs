//! Second factors that were shown, and how that ended.

use prometheus_client::metrics::counter::Counter;
use prometheus_client::registry::Registry;

use super::by_label::ByLabel;
use super::label::label;

label! {
    /// How showing a second factor ended.
    Outcome {
        /// It was right.
        Success = "success",
        /// It was wrong, or had been used before.
        Wrong = "wrong",
        /// Too many failures before it.
        Limited = "limited",
        /// Our own fault: the store or the counts failed.
        Failed = "failed",
    }
}

/// Second factors that were shown.
#[derive(Debug)]
pub struct SecondFactors(ByLabel<Counter>);

impl SecondFactors {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let family = ByLabel::of("outcome", Outcome::texts());
        family.register(registry, "second_factors", "Second factors that were shown, by how that ended");
        Self(family)
    }

    /// One was shown, and it ended like this.
    pub fn count(&self, outcome: Outcome) {
        self.0.at(outcome.as_str()).inc();
    }
}
