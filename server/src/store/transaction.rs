//! The transaction that a write's closure is handed.

use std::sync::{Mutex, MutexGuard, PoisonError};

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement};

use super::changes::Change;

/// An open transaction: what [`Db::write`](super::Db::write) hands to its closure.
///
/// It runs statements like any connection, but cannot be committed, rolled back or nested by hand.
/// After a statement has failed it refuses every further one, and the closure counts as failed
/// even if it returns `Ok`. PostgreSQL is like that by itself (its COMMIT of a failed transaction
/// quietly rolls back), and SQLite may have rolled everything back when the disk was full: what
/// ran after that would be committed alone.
#[derive(Debug)]
pub struct Transaction {
    inner: DatabaseTransaction,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    announced: Vec<Change>,
    failure: Option<DbErr>,
}

impl Transaction {
    /// Tells all instances, once this write is committed, that what they cached is old. If it is
    /// rolled back nobody hears of it.
    pub fn announce(&self, change: Change) {
        let mut state = self.state();
        if !state.announced.contains(&change) {
            state.announced.push(change);
        }
    }

    pub(super) fn new(inner: DatabaseTransaction) -> Self {
        Self { inner, state: Mutex::default() }
    }

    /// The first statement that failed, if one did.
    pub(super) fn failure(&self) -> Option<DbErr> {
        self.state().failure.clone()
    }

    /// Ends one closure's turn: what it announced comes out, and the next starts afresh.
    pub(super) fn settle(&self) -> Vec<Change> {
        std::mem::take(&mut *self.state()).announced
    }

    /// Runs a statement of the writer's own, savepoints that is, whatever has failed before.
    pub(super) async fn control(&self, sql: &'static str) -> Result<(), DbErr> {
        let statement = Statement::from_string(self.inner.get_database_backend(), sql);
        self.inner.execute_raw(statement).await.map(drop)
    }

    pub(super) async fn commit(self) -> Result<(), DbErr> {
        self.inner.commit().await
    }

    pub(super) async fn rollback(self) -> Result<(), DbErr> {
        self.inner.rollback().await
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn refuse_after_failure(&self) -> Result<(), DbErr> {
        self.failure().map_or(Ok(()), Err)
    }

    fn noted<T>(&self, result: Result<T, DbErr>) -> Result<T, DbErr> {
        if let Err(error) = &result {
            self.state().failure.get_or_insert_with(|| error.clone());
        }
        result
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Transaction {
    fn get_database_backend(&self) -> DbBackend {
        self.inner.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.refuse_after_failure()?;
        self.noted(self.inner.execute_raw(statement).await)
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.refuse_after_failure()?;
        self.noted(self.inner.execute_unprepared(sql).await)
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.refuse_after_failure()?;
        self.noted(self.inner.query_one_raw(statement).await)
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.refuse_after_failure()?;
        self.noted(self.inner.query_all_raw(statement).await)
    }
}
