//! A family whose series differ by one label.

use prometheus_client::metrics::family::Family;
use prometheus_client::registry::{Metric, Registry, Unit};

type Labels = [(&'static str, &'static str); 1];

/// Metrics that differ by one label. Its values are words of ours or registered ones: what comes from outside does not
/// live as long as the program.
#[derive(Debug, Clone)]
pub(super) struct ByLabel<M> {
    label: &'static str,
    family: Family<Labels, M>,
}

impl<M: Clone + Default> ByLabel<M> {
    /// Without a series yet.
    pub(super) fn new(label: &'static str) -> Self {
        Self { label, family: Family::default() }
    }

    /// With a series for each of `values`, at zero: an alert asks for them before it first happens.
    pub(super) fn of(label: &'static str, values: impl IntoIterator<Item = &'static str>) -> Self {
        let family = Self::new(label);
        values.into_iter().for_each(|value| drop(family.at(value)));
        family
    }

    /// The series of this value.
    pub(super) fn at(&self, value: &'static str) -> M {
        self.family.get_or_create_owned(&[(self.label, value)])
    }
}

impl<M> ByLabel<M>
where
    Family<Labels, M>: Metric + Clone,
{
    /// Has it written under this name.
    pub(super) fn register(&self, registry: &mut Registry, name: &str, help: &str) {
        registry.register(name, help, self.family.clone());
    }

    /// The same, of seconds.
    pub(super) fn register_seconds(&self, registry: &mut Registry, name: &str, help: &str) {
        registry.register_with_unit(name, help, Unit::Seconds, self.family.clone());
    }
}
