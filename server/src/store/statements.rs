//! Statements: running those that are written out, and counting all. What an operation costs the database is pinned by
//! tests, and a figure to watch.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sea_orm::{ConnectionTrait, Statement, Value};

use super::StoreError;

/// Runs a statement whose text is written out, and answers how many rows it changed. For what nearly every request
/// writes: to have sea-orm make the same text anew takes as long as SQLite takes to run it.
///
/// Both databases understand the text if `$1`, `$2` and so on first appear in this order: SQLite numbers them so.
pub(super) async fn run<const N: usize>(
    db: &impl ConnectionTrait,
    text: &'static str,
    values: [Value; N],
) -> Result<u64, StoreError> {
    let statement = Statement::from_sql_and_values(db.get_database_backend(), text, values);
    Ok(db.execute_raw(statement).await?.rows_affected())
}

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
