//! The series of a family, found by a number: a request pays one load for finding its own, no lock and no hash.

use std::fmt;
use std::hash::Hash;
use std::sync::OnceLock;

use prometheus_client::metrics::family::Family;

/// A family whose series are numbered. A series appears with its first use.
pub(super) struct Children<L, M> {
    family: Family<L, M, fn() -> M>,
    found: Box<[OnceLock<M>]>,
}

impl<L: Clone + Eq + Hash, M: Clone> Children<L, M> {
    /// Room for `count` series, which `new` makes.
    pub(super) fn new(count: usize, new: fn() -> M) -> Self {
        let found = (0..count).map(|_| OnceLock::new()).collect();
        Self { family: Family::new_with_constructor(new), found }
    }

    /// What is to be registered.
    pub(super) fn family(&self) -> Family<L, M, fn() -> M> {
        self.family.clone()
    }

    /// The series with this number, which always stands for the same `labels`. Nothing beyond the room there is.
    pub(super) fn at(&self, number: usize, labels: impl FnOnce() -> L) -> Option<&M> {
        let place = self.found.get(number)?;
        Some(place.get_or_init(|| self.family.get_or_create_owned(&labels())))
    }
}

impl<L, M> fmt::Debug for Children<L, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Children({})", self.found.len())
    }
}
