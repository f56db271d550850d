//! The transaction that a write's closure is handed.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement};

use super::changes::Change;
use super::sqlite::{self, Connection};
use super::statements::Counter;

/// An open transaction: what [`Db::write`](super::Db::write) hands to its closure.
///
/// It runs statements like any connection, but cannot be committed, rolled back or nested by hand.
/// After a statement has failed it refuses every further one, and the closure counts as failed
/// even if it returns `Ok`. PostgreSQL is like that by itself (its COMMIT of a failed transaction
/// quietly rolls back), and SQLite may have rolled everything back when the disk was full: what
/// ran after that would be committed alone.
#[derive(Debug)]
pub struct Transaction {
    inner: Inner,
    state: Mutex<State>,
    counter: Counter,
}

#[derive(Debug)]
enum Inner {
    Postgres(DatabaseTransaction),
    Sqlite(Arc<Mutex<Connection>>),
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

    pub(super) fn on_postgres(inner: DatabaseTransaction, counter: Counter) -> Self {
        Self { inner: Inner::Postgres(inner), state: Mutex::default(), counter }
    }

    /// Begins one on SQLite. Immediate: a transaction that reads first and writes later could be refused in between.
    pub(super) fn on_sqlite(connection: Arc<Mutex<Connection>>, counter: Counter) -> Result<Self, DbErr> {
        let tx = Self { inner: Inner::Sqlite(connection), state: Mutex::default(), counter };
        // After a full disk SQLite has rolled back on its own account, or could not: nothing is to be joined.
        tx.roll_back_what_is_open()?;
        tx.control("BEGIN IMMEDIATE")?;
        Ok(tx)
    }

    /// The first statement that failed, if one did.
    pub(super) fn failure(&self) -> Option<DbErr> {
        self.state().failure.clone()
    }

    /// Ends one closure's turn: what it announced comes out, and the next starts afresh.
    pub(super) fn settle(&self) -> Vec<Change> {
        std::mem::take(&mut *self.state()).announced
    }

    /// Runs a statement of SQLite's writer's own, savepoints that is, whatever has failed before.
    pub(super) fn control(&self, sql: &'static str) -> Result<(), DbErr> {
        match &self.inner {
            Inner::Postgres(_) => Ok(()),
            Inner::Sqlite(connection) => {
                let statement = Statement::from_string(DbBackend::Sqlite, sql);
                sqlite::execute(&held(connection), &statement).map(drop)
            }
        }
    }

    pub(super) async fn commit(self) -> Result<(), DbErr> {
        match self.inner {
            Inner::Postgres(inner) => inner.commit().await,
            Inner::Sqlite(_) => self.control("COMMIT"),
        }
    }

    pub(super) async fn rollback(self) -> Result<(), DbErr> {
        match self.inner {
            Inner::Postgres(inner) => inner.rollback().await,
            Inner::Sqlite(_) => self.roll_back_what_is_open(),
        }
    }

    fn roll_back_what_is_open(&self) -> Result<(), DbErr> {
        match &self.inner {
            Inner::Sqlite(connection) if !held(connection).is_autocommit() => self.control("ROLLBACK"),
            _ => Ok(()),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Nothing runs after a failure.
    fn go_on(&self) -> Result<(), DbErr> {
        self.failure().map_or(Ok(()), Err)
    }

    fn noted<T>(&self, result: Result<T, DbErr>) -> Result<T, DbErr> {
        if let Err(error) = &result {
            self.state().failure.get_or_insert_with(|| error.clone());
        }
        result
    }
}

fn held(connection: &Mutex<Connection>) -> MutexGuard<'_, Connection> {
    connection.lock().unwrap_or_else(PoisonError::into_inner)
}

#[async_trait::async_trait]
impl ConnectionTrait for Transaction {
    fn get_database_backend(&self) -> DbBackend {
        match &self.inner {
            Inner::Postgres(inner) => inner.get_database_backend(),
            Inner::Sqlite(_) => DbBackend::Sqlite,
        }
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.go_on()?;
        self.counter.count(&statement.sql);
        self.noted(match &self.inner {
            Inner::Postgres(inner) => inner.execute_raw(statement).await,
            Inner::Sqlite(connection) => sqlite::execute(&held(connection), &statement),
        })
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        match &self.inner {
            Inner::Postgres(inner) => {
                self.go_on()?;
                self.counter.count(sql);
                self.noted(inner.execute_unprepared(sql).await)
            }
            Inner::Sqlite(_) => self.execute_raw(Statement::from_string(DbBackend::Sqlite, sql)).await,
        }
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.go_on()?;
        self.counter.count(&statement.sql);
        self.noted(match &self.inner {
            Inner::Postgres(inner) => inner.query_one_raw(statement).await,
            Inner::Sqlite(connection) => {
                sqlite::rows(&held(connection), &statement, 1).map(|mut rows| rows.pop())
            }
        })
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.go_on()?;
        self.counter.count(&statement.sql);
        self.noted(match &self.inner {
            Inner::Postgres(inner) => inner.query_all_raw(statement).await,
            Inner::Sqlite(connection) => sqlite::rows(&held(connection), &statement, usize::MAX),
        })
    }
}
