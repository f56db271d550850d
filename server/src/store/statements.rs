//! Counting statements: what an operation costs the database is pinned by tests, and a figure to watch.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sea_orm::DatabaseConnection;

/// Statements run so far. On PostgreSQL reads and writes share their connections, and all are counted as `read`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Statements {
    /// Through the readers.
    pub read: u64,
    /// Inside writes, without what begins and ends a transaction.
    pub written: u64,
}

/// The counters of one database.
#[derive(Debug, Clone, Default)]
pub(super) struct Counters {
    read: Arc<AtomicU64>,
    written: Arc<AtomicU64>,
}

impl Counters {
    pub(super) fn now(&self) -> Statements {
        let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Statements { read: count(&self.read), written: count(&self.written) }
    }

    pub(super) fn count_reads(&self, connection: &mut DatabaseConnection) {
        count(connection, Arc::clone(&self.read));
    }

    pub(super) fn count_writes(&self, connection: &mut DatabaseConnection) {
        count(connection, Arc::clone(&self.written));
    }
}

fn count(connection: &mut DatabaseConnection, counter: Arc<AtomicU64>) {
    connection.set_metric_callback(move |info| {
        let verb = info.statement.sql.split_whitespace().next().unwrap_or_default();
        if matches!(verb, "SELECT" | "INSERT" | "UPDATE" | "DELETE") {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    });
}
