//! Counting statements: what an operation costs the database is pinned by tests, and a figure to watch.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Statements run so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Statements {
    /// Outside writes.
    pub read: u64,
    /// Inside writes, without what begins and ends a transaction.
    pub written: u64,
}

/// The counters of one database.
#[derive(Debug, Clone, Default)]
pub(super) struct Counters {
    pub(super) read: Counter,
    pub(super) written: Counter,
}

impl Counters {
    pub(super) fn now(&self) -> Statements {
        Statements { read: self.read.now(), written: self.written.now() }
    }
}

/// Counts statements of one sort.
#[derive(Debug, Clone, Default)]
pub(super) struct Counter(Arc<AtomicU64>);

impl Counter {
    /// Counts this statement, if it reads or changes rows.
    pub(super) fn count(&self, sql: &str) {
        if ["SELECT", "INSERT", "UPDATE", "DELETE"].iter().any(|verb| sql.starts_with(verb)) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn now(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}
