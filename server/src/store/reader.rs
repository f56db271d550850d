//! Connections to read from, outside any transaction.

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult, Statement};
use tracing::Instrument as _;

use super::sqlite::{self, Readers};
use super::statements::Counter;
use crate::metrics::store::StoreLoad;
use crate::telemetry::spans;

/// What [`Db::reader`](super::Db::reader) hands out. On SQLite it cannot write.
#[derive(Debug)]
pub struct Reader {
    inner: Inner,
    counter: Counter,
}

#[derive(Debug)]
enum Inner {
    Postgres(DatabaseConnection),
    Sqlite(Readers),
}

impl Reader {
    pub(super) fn of_postgres(pool: DatabaseConnection, counter: Counter) -> Self {
        Self { inner: Inner::Postgres(pool), counter }
    }

    pub(super) fn of_sqlite(readers: Readers, counter: Counter) -> Self {
        Self { inner: Inner::Sqlite(readers), counter }
    }

    pub(super) async fn close(&self) {
        match &self.inner {
            Inner::Postgres(pool) => drop(pool.close_by_ref().await),
            Inner::Sqlite(readers) => readers.close(),
        }
    }

    /// How many connections there are and may be, and how many nobody uses. Readers of SQLite wait for nothing.
    pub(super) fn load(&self) -> StoreLoad {
        match &self.inner {
            Inner::Postgres(pool) => {
                let pool = pool.get_postgres_connection_pool();
                StoreLoad {
                    connections: pool.size() as usize,
                    idle: pool.num_idle(),
                    most_connections: pool.options().get_max_connections() as usize,
                    ..StoreLoad::default()
                }
            }
            Inner::Sqlite(readers) => {
                let (idle, kept) = readers.load();
                StoreLoad { connections: idle, idle, most_connections: kept, ..StoreLoad::default() }
            }
        }
    }

    /// A step of its own in traces, and counted where nothing comes of it.
    async fn observed<T>(&self, reading: impl Future<Output = Result<T, DbErr>>) -> Result<T, DbErr> {
        let answer = reading.instrument(spans::step("read from the database")).await;
        answer.inspect_err(|_| self.counter.failed())
    }

    /// The pool behind it, for tests that take a connection away.
    #[cfg(test)]
    pub(super) fn pool(&self) -> &DatabaseConnection {
        let Inner::Postgres(pool) = &self.inner else { panic!("SQLite has no pool") };
        pool
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Reader {
    fn get_database_backend(&self) -> DbBackend {
        match &self.inner {
            Inner::Postgres(pool) => pool.get_database_backend(),
            Inner::Sqlite(_) => DbBackend::Sqlite,
        }
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.counter.count(&statement.sql);
        self.observed(async {
            match &self.inner {
                Inner::Postgres(pool) => pool.execute_raw(statement).await,
                Inner::Sqlite(readers) => readers.with(|reader| sqlite::execute(reader, &statement)),
            }
        })
        .await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        match &self.inner {
            Inner::Postgres(pool) => {
                self.counter.count(sql);
                self.observed(pool.execute_unprepared(sql)).await
            }
            Inner::Sqlite(_) => self.execute_raw(Statement::from_string(DbBackend::Sqlite, sql)).await,
        }
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.counter.count(&statement.sql);
        self.observed(async {
            match &self.inner {
                Inner::Postgres(pool) => pool.query_one_raw(statement).await,
                Inner::Sqlite(readers) => {
                    readers.with(|reader| sqlite::rows(reader, &statement, 1)).map(|mut rows| rows.pop())
                }
            }
        })
        .await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.counter.count(&statement.sql);
        self.observed(async {
            match &self.inner {
                Inner::Postgres(pool) => pool.query_all_raw(statement).await,
                Inner::Sqlite(readers) => readers.with(|reader| sqlite::rows(reader, &statement, usize::MAX)),
            }
        })
        .await
    }
}
