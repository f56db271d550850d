//! The connection that migrations run on: sea-orm owns their transactions.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;
use sea_orm::{
    DatabaseConnection, DbBackend, DbErr, ProxyDatabaseConnector, ProxyDatabaseTrait, ProxyExecResult,
    ProxyRow, Statement, from_query_result_to_proxy_row,
};

use super::{Hold, db_err};

/// A connection under sea-orm's own. It has no word for a `BEGIN` or `COMMIT` that fails: then every later statement
/// fails with it, so whoever asks once more afterwards knows.
#[derive(Debug)]
pub(in crate::store) struct Steps(Mutex<State>);

#[derive(Debug)]
struct State {
    connection: Connection,
    failed: Option<DbErr>,
    _hold: Hold,
}

impl Steps {
    /// The connection as sea-orm wants it.
    pub(in crate::store) fn on(connection: Connection, hold: Hold) -> Result<DatabaseConnection, DbErr> {
        let steps: Box<dyn ProxyDatabaseTrait> =
            Box::new(Self(Mutex::new(State { connection, failed: None, _hold: hold })));
        ProxyDatabaseConnector::connect(DbBackend::Sqlite, Arc::new(steps))
    }

    fn run<T>(&self, work: impl FnOnce(&Connection) -> Result<T, DbErr>) -> Result<T, DbErr> {
        let state = self.state();
        match &state.failed {
            Some(error) => Err(error.clone()),
            None => work(&state.connection),
        }
    }

    fn control(&self, sql: &str) {
        let mut state = self.state();
        let done = state.connection.execute_batch(sql).map_err(db_err);
        if let Err(error) = done {
            state.failed.get_or_insert(error);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait::async_trait]
impl ProxyDatabaseTrait for Steps {
    async fn query(&self, statement: Statement) -> Result<Vec<ProxyRow>, DbErr> {
        let rows = self.run(|connection| super::rows(connection, &statement, usize::MAX))?;
        Ok(rows.iter().map(from_query_result_to_proxy_row).collect())
    }

    async fn execute(&self, statement: Statement) -> Result<ProxyExecResult, DbErr> {
        self.run(|connection| super::execute(connection, &statement)).map(ProxyExecResult::from)
    }

    async fn begin(&self) {
        // Immediate: one that reads first and writes later can be refused in between.
        self.control("BEGIN IMMEDIATE");
    }

    async fn commit(&self) {
        self.control("COMMIT");
    }

    async fn rollback(&self) {
        self.start_rollback();
    }

    fn start_rollback(&self) {
        // After some faults SQLite has rolled back by itself.
        let open = !self.state().connection.is_autocommit();
        if open {
            self.control("ROLLBACK");
        }
    }
}
