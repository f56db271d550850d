//! Connections to read from, outside any transaction.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr, Statement,
};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::pool::Pool;
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
    Postgres(Remote),
    Sqlite(Readers),
}

/// PostgreSQL, which may hang or be gone.
#[derive(Debug)]
pub(super) struct Remote {
    pub(super) pool: Pool,
    /// Statements that may wait or run; a further one is refused at once.
    pub(super) places: Semaphore,
    /// How long a statement may take, from the wait for a connection to its last row. The server ends it earlier: who
    /// says nothing by then is not there.
    pub(super) patience: Duration,
}

impl Remote {
    async fn ask<T>(
        &self,
        statement: impl AsyncFnOnce(Arc<DatabaseConnection>) -> Result<T, DbErr>,
    ) -> Result<T, DbErr> {
        let _place = self.places.try_acquire().map_err(|_| {
            DbErr::Conn(RuntimeErr::Internal("as many statements wait for one as may".to_owned()))
        })?;
        match timeout(self.patience, statement(self.pool.present())).await {
            Ok(answer) => answer.map_err(|error| self.pool.explained(error)),
            Err(_elapsed) => Err(self.pool.no_connection()),
        }
    }
}

impl Reader {
    pub(super) fn of_postgres(remote: Remote, counter: Counter) -> Self {
        Self { inner: Inner::Postgres(remote), counter }
    }

    pub(super) fn of_sqlite(readers: Readers, counter: Counter) -> Self {
        Self { inner: Inner::Sqlite(readers), counter }
    }

    pub(super) async fn close(&self) {
        match &self.inner {
            Inner::Postgres(remote) => remote.pool.close().await,
            Inner::Sqlite(readers) => readers.close(),
        }
    }

    /// How many connections there are and may be, and how many nobody uses. Readers of SQLite wait for nothing.
    pub(super) fn load(&self) -> StoreLoad {
        match &self.inner {
            Inner::Postgres(remote) => {
                let pool = remote.pool.present();
                let pool = pool.get_postgres_connection_pool();
                StoreLoad {
                    connections: pool.size() as usize,
                    idle: pool.num_idle(),
                    most_connections: pool.options().get_max_connections() as usize,
                    ..StoreLoad::default()
                }
            }
            Inner::Sqlite(readers) => {
                let (connections, idle, kept) = readers.load();
                StoreLoad { connections, idle, most_connections: kept, ..StoreLoad::default() }
            }
        }
    }

    /// How PostgreSQL is connected to; `None` for SQLite.
    pub(super) fn remote(&self) -> Option<Arc<PgConnectOptions>> {
        let Inner::Postgres(remote) = &self.inner else { return None };
        Some(remote.pool.present().get_postgres_connection_pool().connect_options())
    }

    /// A step of its own in traces, and counted where nothing comes of it.
    async fn observed<T>(&self, reading: impl Future<Output = Result<T, DbErr>>) -> Result<T, DbErr> {
        let answer = spans::step("read from the database", reading).await;
        answer.inspect_err(|_| self.counter.failed())
    }

    /// The pool behind it, for tests that take a connection away.
    #[cfg(test)]
    pub(super) fn pool(&self) -> Arc<DatabaseConnection> {
        let Inner::Postgres(remote) = &self.inner else { panic!("SQLite has no pool") };
        remote.pool.present()
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Reader {
    fn get_database_backend(&self) -> DbBackend {
        match &self.inner {
            Inner::Postgres(_) => DbBackend::Postgres,
            Inner::Sqlite(_) => DbBackend::Sqlite,
        }
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.counter.count(&statement.sql);
        self.observed(async {
            match &self.inner {
                Inner::Postgres(remote) => remote.ask(async |pool| pool.execute_raw(statement).await).await,
                Inner::Sqlite(readers) => readers.with(|reader| sqlite::execute(reader, &statement)),
            }
        })
        .await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        match &self.inner {
            Inner::Postgres(remote) => {
                self.counter.count(sql);
                self.observed(remote.ask(async |pool| pool.execute_unprepared(sql).await)).await
            }
            Inner::Sqlite(_) => self.execute_raw(Statement::from_string(DbBackend::Sqlite, sql)).await,
        }
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.counter.count(&statement.sql);
        self.observed(async {
            match &self.inner {
                Inner::Postgres(remote) => remote.ask(async |pool| pool.query_one_raw(statement).await).await,
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
                Inner::Postgres(remote) => remote.ask(async |pool| pool.query_all_raw(statement).await).await,
                Inner::Sqlite(readers) => readers.with(|reader| sqlite::rows(reader, &statement, usize::MAX)),
            }
        })
        .await
    }
}
