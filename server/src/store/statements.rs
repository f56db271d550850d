//! Statements: running those that are written out, and counting all. What an operation costs the database is pinned by
//! tests, and a figure to watch.

use sea_orm::{ConnectionTrait, Statement, Value};

use super::StoreError;
use crate::metrics;
use crate::metrics::store::{Operation, Store};

/// A statement whose text is written out, with so many values. For what nearly every request writes: to have sea-orm make
/// the same text anew takes longer than SQLite takes to run it (decision 0017).
pub(super) struct WrittenOut<const N: usize>(&'static str);

impl<const N: usize> WrittenOut<N> {
    /// Does not compile unless `$1` to `$N` first appear in this order: SQLite numbers them so.
    pub(super) const fn new(text: &'static str) -> Self {
        assert!(
            matches!(values_of(text), Some(count) if count == N),
            "the values are not numbered in the order in which they appear"
        );
        Self(text)
    }

    /// Runs it, and answers how many rows it changed.
    pub(super) async fn run(&self, db: &impl ConnectionTrait, values: [Value; N]) -> Result<u64, StoreError> {
        let statement = Statement::from_sql_and_values(db.get_database_backend(), self.0, values);
        Ok(db.execute_raw(statement).await?.rows_affected())
    }
}

/// How many values a text has; `None` where one appears before its predecessor.
const fn values_of(text: &str) -> Option<usize> {
    let (bytes, mut at, mut highest) = (text.as_bytes(), 0, 0);
    while at < bytes.len() {
        if bytes[at] == b'$' {
            let mut number = 0;
            while at + 1 < bytes.len() && bytes[at + 1].is_ascii_digit() {
                at += 1;
                number = number * 10 + (bytes[at] - b'0') as usize;
            }
            if number == 0 || number > highest + 1 {
                return None;
            }
            if number > highest {
                highest = number;
            }
        }
        at += 1;
    }
    Some(highest)
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
#[derive(Debug, Clone)]
pub(super) struct Counters {
    pub(super) read: Counter,
    pub(super) written: Counter,
    pub(super) metrics: Store,
}

impl Default for Counters {
    fn default() -> Self {
        let metrics = Store::default();
        let of = |statements: &metrics::Counter, operation| Counter {
            statements: statements.clone(),
            failures: metrics.failures(operation),
        };
        let (read, written) = (of(&metrics.read, Operation::Read), of(&metrics.written, Operation::Write));
        Self { read, written, metrics }
    }
}

impl Counters {
    pub(super) fn now(&self) -> Statements {
        Statements { read: self.read.now(), written: self.written.now() }
    }
}

/// Counts statements of one sort, and what of it the database did not do.
#[derive(Debug, Clone, Default)]
pub(super) struct Counter {
    statements: metrics::Counter,
    failures: metrics::Counter,
}

impl Counter {
    /// Counts this statement, if it reads or changes rows.
    pub(super) fn count(&self, sql: &str) {
        if ["SELECT", "INSERT", "UPDATE", "DELETE"].iter().any(|verb| sql.starts_with(verb)) {
            self.statements.inc();
        }
    }

    /// Counts a read or a transaction that came to nothing, through no fault of whoever asked.
    pub(super) fn failed(&self) {
        self.failures.inc();
    }

    fn now(&self) -> u64 {
        self.statements.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_numbered_as_they_appear() {
        for (text, values) in [
            ("SELECT 1", Some(0)),
            ("$1 $2 $1 $10", None),
            ("$1, $2, $3, $4, $5, $6, $7, $8, $9, $10", Some(10)),
            ("$2 $1", None),
            ("$0", None),
            ("$", None),
        ] {
            assert_eq!(values_of(text), values, "{text}");
        }
    }
}
