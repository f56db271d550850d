//! Opening the database; its address decides which.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use sea_orm::{DatabaseConnection, SqlxPostgresConnector};
use tokio::sync::{mpsc, oneshot};
use tokio::task::AbortHandle;

use super::changes::Changes;
use super::group_commit::{Chore, Order, Writer};
use super::workers::Worker;
use super::write::{Queue, Work};
use super::{StoreError, postgres, sqlite};

/// Threads that run write closures on PostgreSQL.
const WORKERS: usize = 4;

/// The database. Clones share it; when the last is gone, what was begun is finished and the files
/// are closed.
#[derive(Debug, Clone)]
pub struct Db(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    reader: DatabaseConnection,
    writers: Writers,
    queue: Queue,
    changes: Changes,
}

#[derive(Debug)]
enum Writers {
    Sqlite(mpsc::UnboundedSender<Order>),
    Postgres { workers: Vec<mpsc::UnboundedSender<Box<dyn Work>>>, turn: AtomicUsize, listener: AbortHandle },
}

/// How the database is used.
#[derive(Debug, Clone)]
pub struct DbOptions {
    /// Connections to PostgreSQL, or readers of SQLite.
    pub connections: u32,
    /// Writes that may wait or run; a further one is refused at once.
    pub queue: u32,
    /// How long a request waits for a connection. Below a second, so that requests are refused
    /// quickly while PostgreSQL is down.
    pub patience: Duration,
    /// How long a write's closure may run; then it is rolled back.
    pub longest_work: Duration,
}

impl Default for DbOptions {
    fn default() -> Self {
        Self {
            connections: 16,
            queue: 1024,
            patience: Duration::from_millis(900),
            longest_work: Duration::from_secs(4),
        }
    }
}

impl Db {
    /// Opens `sqlite:PATH` (created if missing, for our eyes only) or `postgres://..`.
    pub async fn open(address: &str, options: &DbOptions) -> Result<Self, StoreError> {
        match address.split_once(':') {
            Some(("sqlite", rest)) => Self::open_sqlite(sqlite::path(rest)?, options).await,
            Some(("postgres" | "postgresql", _)) => Self::open_postgres(address, options).await,
            _ => Err(StoreError::Address("must begin with sqlite: or postgres:")),
        }
    }

    /// Connections to read from, outside any transaction. On SQLite they cannot write.
    pub fn reader(&self) -> &DatabaseConnection {
        &self.0.reader
    }

    /// The news of what is written.
    pub fn changes(&self) -> &Changes {
        &self.0.changes
    }

    /// Lets no further write in, waits for those begun, and closes all connections.
    pub async fn close(&self) {
        self.0.queue.close().await;
        // The reader goes first: the last connection to close a SQLite file tidies it up.
        let _ = self.0.reader.close_by_ref().await;
        if let Writers::Sqlite(writer) = &self.0.writers {
            let (reply, done) = oneshot::channel();
            if writer.send(Order::Chore(Chore::Stop(reply))).is_ok() {
                let _ = done.await;
            }
        }
    }

    pub(super) fn queue(&self) -> &Queue {
        &self.0.queue
    }

    pub(super) fn submit(&self, work: Box<dyn Work>) -> Result<(), StoreError> {
        let sent = match &self.0.writers {
            Writers::Sqlite(writer) => writer.send(Order::Work(work)).is_ok(),
            Writers::Postgres { workers, turn, .. } => {
                let turn = turn.fetch_add(1, Ordering::Relaxed);
                workers[turn % workers.len()].send(work).is_ok()
            }
        };
        if sent { Ok(()) } else { Err(StoreError::Unavailable(None)) }
    }

    /// Asks the writer of a SQLite file for a checkpoint; `None` on PostgreSQL, which needs none.
    pub(super) async fn order_checkpoint(&self) -> Option<Result<bool, StoreError>> {
        let Writers::Sqlite(writer) = &self.0.writers else {
            return None;
        };
        let (reply, done) = oneshot::channel();
        if writer.send(Order::Chore(Chore::Checkpoint(reply))).is_err() {
            return Some(Err(StoreError::Unavailable(None)));
        }
        Some(done.await.unwrap_or(Err(StoreError::Unavailable(None))))
    }

    async fn open_sqlite(path: &str, options: &DbOptions) -> Result<Self, StoreError> {
        sqlite::create(path).await?;
        let changes = Changes::new();
        let (writer, orders) = mpsc::unbounded_channel();
        let (ready, opened) = oneshot::channel();
        let (news, file, wishes) = (changes.clone(), path.to_owned(), options.clone());
        spawn_thread(async move || match sqlite::writer(&file, &wishes).await {
            Ok(connection) => {
                if ready.send(Ok(())).is_ok() {
                    Writer::new(connection, news, orders, wishes.longest_work).serve().await;
                }
            }
            Err(error) => drop(ready.send(Err(error))),
        })?;
        opened.await.unwrap_or(Err(StoreError::Unavailable(None)))?;
        // The writer goes first: it sets the file to write-ahead logging, which a reader cannot.
        let reader = sqlite::readers(path, options).await?;
        Ok(Self::assemble(reader, Writers::Sqlite(writer), options, changes))
    }

    async fn open_postgres(address: &str, options: &DbOptions) -> Result<Self, StoreError> {
        let pool = postgres::pool(address, options).await?;
        let reader = SqlxPostgresConnector::from_sqlx_postgres_pool(pool);
        let changes = Changes::new();
        let mut workers = Vec::with_capacity(WORKERS);
        for _ in 0..WORKERS {
            let (worker, orders) = mpsc::unbounded_channel();
            let serving =
                Worker { pool: reader.clone(), changes: changes.clone(), longest_work: options.longest_work };
            spawn_thread(async move || serving.serve(orders).await)?;
            workers.push(worker);
        }
        let listening = changes.clone().listen(postgres::patient_pool(address)?);
        let listener = tokio::spawn(listening).abort_handle();
        let writers = Writers::Postgres { workers, turn: AtomicUsize::new(0), listener };
        Ok(Self::assemble(reader, writers, options, changes))
    }

    fn assemble(reader: DatabaseConnection, writers: Writers, options: &DbOptions, changes: Changes) -> Self {
        Self(Arc::new(Inner { reader, writers, queue: Queue::of_length(options.queue), changes }))
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if let Writers::Postgres { listener, .. } = &self.writers {
            listener.abort();
        }
    }
}

/// A connection for migrations alone: they run before anything is served, and own their
/// transactions.
pub async fn for_migrations(address: &str) -> Result<DatabaseConnection, StoreError> {
    let options = DbOptions { connections: 1, ..DbOptions::default() };
    match address.split_once(':') {
        Some(("sqlite", rest)) => {
            let path = sqlite::path(rest)?;
            sqlite::create(path).await?;
            sqlite::writer(path, &options).await
        }
        Some(("postgres" | "postgresql", _)) => {
            let pool = postgres::patient_pool(address)?;
            Ok(SqlxPostgresConnector::from_sqlx_postgres_pool(pool))
        }
        _ => Err(StoreError::Address("must begin with sqlite: or postgres:")),
    }
}

/// A thread with a runtime of its own, because the futures of write closures cannot move.
fn spawn_thread(serve: impl AsyncFnOnce() + Send + 'static) -> Result<(), StoreError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(sea_orm::sqlx::Error::Io)?;
    std::thread::Builder::new()
        .name("signet-writer".to_owned())
        .spawn(move || runtime.block_on(serve()))
        .map_err(sea_orm::sqlx::Error::Io)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use sea_orm::sqlx::Connection as _;
    use sea_orm::{ConnectionTrait as _, DbBackend, Statement};

    use super::*;
    use crate::store::testing;

    #[tokio::test]
    async fn an_address_of_neither_database_is_refused_without_repeating_it() {
        for address in ["mysql://u:hunter2@h/d", "sqlite:", "sqlite::memory:", "", "postgres"] {
            let error = Db::open(address, &DbOptions::default()).await.unwrap_err();
            assert!(matches!(error, StoreError::Address(_)), "{address}: {error:?}");
            assert!(!format!("{error:?} {error}").contains("hunter2"));
        }
    }

    #[tokio::test]
    async fn what_is_acknowledged_on_sqlite_is_synced() {
        let scratch = testing::sqlite().await;
        for (pragma, expected) in [("synchronous", 2), ("foreign_keys", 1), ("temp_store", 2)] {
            let ask = Statement::from_string(DbBackend::Sqlite, format!("PRAGMA {pragma}"));
            let value = scratch
                .db
                .write(async move |tx| {
                    let row = tx.query_one_raw(ask).await?.unwrap();
                    Ok::<i32, StoreError>(row.try_get_by_index(0)?)
                })
                .await
                .unwrap();
            assert_eq!(value, expected, "{pragma}");
        }
        let ask = Statement::from_string(DbBackend::Sqlite, "PRAGMA journal_mode");
        let row = scratch.db.reader().query_one_raw(ask).await.unwrap().unwrap();
        assert_eq!(row.try_get_by_index::<String>(0).unwrap(), "wal");
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn the_files_are_for_our_eyes_only() {
        use std::os::unix::fs::PermissionsExt as _;
        let scratch = testing::sqlite().await;
        testing::insert(&scratch.db, "a").await.unwrap();
        let mut seen = 0;
        for file in std::fs::read_dir(scratch.dir()).unwrap() {
            let file = file.unwrap();
            assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{file:?}");
            seen += 1;
        }
        assert!(seen >= 3, "the database, its log and its index");
    }

    #[tokio::test]
    async fn a_reader_of_sqlite_cannot_write() {
        let scratch = testing::sqlite().await;
        let refused = scratch.db.reader().execute_unprepared("DELETE FROM kept_record").await;
        assert!(refused.is_err());
    }

    #[tokio::test]
    async fn a_session_left_inside_a_transaction_is_not_handed_out() {
        let Some(address) = testing::postgres_address() else {
            return;
        };
        let options = DbOptions { connections: 1, ..DbOptions::default() };
        let db = Db::open(&address, &options).await.unwrap();
        let session = || async {
            let ask = Statement::from_string(DbBackend::Postgres, "SELECT pg_backend_pid()");
            let row = db.reader().query_one_raw(ask).await.unwrap().unwrap();
            row.try_get_by_index::<i32>(0).unwrap()
        };
        let first = session().await;
        assert_eq!(session().await, first);
        let pool = db.reader().get_postgres_connection_pool();
        let mut connection = pool.acquire().await.unwrap();
        // As a caller would that vanished between BEGIN and the end.
        std::mem::forget(connection.begin().await.unwrap());
        drop(connection);
        assert_ne!(session().await, first);
    }

    #[tokio::test]
    async fn closing_finishes_what_was_begun_and_lets_nothing_more_in() {
        for (name, scratch) in testing::databases().await {
            let writes: Vec<_> = (0..20)
                .map(|n| {
                    let db = scratch.db.clone();
                    let key = scratch.key(&format!("close{n}"));
                    tokio::spawn(async move { testing::insert(&db, &key).await })
                })
                .collect();
            for write in writes {
                write.await.unwrap().unwrap();
            }
            scratch.db.close().await;
            let refused = testing::insert(&scratch.db, "later").await;
            assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{name}: {refused:?}");
        }
    }
}
