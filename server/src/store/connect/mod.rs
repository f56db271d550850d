//! Opening the database; its address decides which.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use sea_orm::{ConnAcquireErr, DatabaseConnection, DbErr, SqlxPostgresConnector};
use tokio::sync::{Semaphore, mpsc, oneshot};
use tokio::task::AbortHandle;

use super::changes::Changes;
use super::group_commit::{Answers, Chore, Order, Writer};
use super::listener::listen;
use super::reader::{Reader, Remote};
use super::statements::{Counters, Statements};
use super::workers::Worker;
use super::write::{Queue, Work};
use super::{StoreError, postgres, sqlite};
use crate::metrics::store::{Store, StoreLoad};

/// Threads that run write closures on PostgreSQL.
const WORKERS: usize = 4;

/// The database. Clones share it; when the last is gone, what was begun is finished and the files
/// are closed.
#[derive(Debug, Clone)]
pub struct Db(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    reader: Reader,
    writers: Writers,
    queue: Queue,
    changes: Changes,
    counters: Counters,
}

#[derive(Debug)]
enum Writers {
    Sqlite(mpsc::UnboundedSender<Order>),
    Postgres { workers: Vec<mpsc::UnboundedSender<Box<dyn Work>>>, turn: AtomicUsize, listener: AbortHandle },
}

/// How the database is used.
#[derive(Debug, Clone)]
pub struct DbOptions {
    /// Connections to PostgreSQL, or readers of SQLite that are kept.
    pub connections: u32,
    /// Writes that may wait or run, and on PostgreSQL as many reads; a further one is refused at once.
    pub queue: u32,
    /// How long a request waits for a connection. Below a second, so that requests are refused
    /// quickly while PostgreSQL is down.
    pub patience: Duration,
    /// How long a write's closure may run; then it is rolled back. As long PostgreSQL may take for a read.
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
            Some(("sqlite", rest)) => Self::open_sqlite(&sqlite::path(rest)?, options).await,
            Some(("postgres" | "postgresql", _)) => Self::open_postgres(address, options).await,
            _ => Err(StoreError::Address("must begin with sqlite: or postgres:")),
        }
    }

    /// Connections to read from, outside any transaction. On SQLite they cannot write.
    pub fn reader(&self) -> &Reader {
        &self.0.reader
    }

    /// How many statements have run so far.
    pub fn statements(&self) -> Statements {
        self.0.counters.now()
    }

    /// What is counted of it.
    pub fn metrics(&self) -> &Store {
        &self.0.counters.metrics
    }

    /// What it is at right now.
    pub fn load(&self) -> StoreLoad {
        let (writes, most_writes) = self.0.queue.load();
        StoreLoad { writes, most_writes, ..self.0.reader.load() }
    }

    /// The news of what is written.
    pub fn changes(&self) -> &Changes {
        &self.0.changes
    }

    /// Lets no further write in, waits for those begun, and closes all connections.
    pub async fn close(&self) {
        self.0.queue.close().await;
        // The reader goes first: the last connection to close a SQLite file tidies it up.
        self.0.reader.close().await;
        if let Writers::Sqlite(writer) = &self.0.writers {
            let (reply, done) = oneshot::channel();
            if writer.send(Order::Chore(Chore::Stop(reply))).is_ok() {
                let _ = done.await;
            }
        }
    }

    pub(super) fn counters(&self) -> &Counters {
        &self.0.counters
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
        let hold = sqlite::Hold::shared(Path::new(path))?;
        sqlite::create(path).await?;
        let changes = Changes::new();
        let (writer, orders) = mpsc::unbounded_channel();
        let (ready, opened) = oneshot::channel();
        let counters = Counters::default();
        let (news, file, wishes) = (changes.clone(), path.to_owned(), options.clone());
        let (counter, answers) = (counters.written.clone(), Answers::begin());
        spawn_thread(async move || match sqlite::writer(&file) {
            Ok(connection) => {
                if ready.send(Ok(())).is_ok() {
                    Writer::new(connection, counter, (news, answers), orders, wishes.longest_work)
                        .serve(hold)
                        .await;
                }
            }
            Err(error) => drop(ready.send(Err(error))),
        })?;
        opened.await.unwrap_or(Err(DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed)))?;
        // The writer goes first: it sets the file to write-ahead logging, which a reader cannot.
        let readers = sqlite::Readers::open(path, options.connections as usize)?;
        let reader = Reader::of_sqlite(readers, counters.read.clone());
        Ok(Self::assemble(reader, Writers::Sqlite(writer), options, (changes, counters)))
    }

    async fn open_postgres(address: &str, options: &DbOptions) -> Result<Self, StoreError> {
        let pool = postgres::pool(address, options).await?;
        let counters = Counters::default();
        let changes = Changes::new();
        let mut workers = Vec::with_capacity(WORKERS);
        for _ in 0..WORKERS {
            let (worker, orders) = mpsc::unbounded_channel();
            let serving = Worker {
                pool: pool.clone(),
                counter: counters.written.clone(),
                changes: changes.clone(),
                longest_work: options.longest_work,
            };
            spawn_thread(async move || serving.serve(orders).await)?;
            workers.push(worker);
        }
        let listening = listen(postgres::listening(address)?, changes.clone(), pool.clone());
        let listener = tokio::spawn(listening).abort_handle();
        let writers = Writers::Postgres { workers, turn: AtomicUsize::new(0), listener };
        let places = Semaphore::new(options.queue as usize);
        let remote = Remote { pool, places, patience: options.longest_work };
        let reader = Reader::of_postgres(remote, counters.read.clone());
        Ok(Self::assemble(reader, writers, options, (changes, counters)))
    }

    fn assemble(
        reader: Reader,
        writers: Writers,
        options: &DbOptions,
        (changes, counters): (Changes, Counters),
    ) -> Self {
        Self(Arc::new(Inner { reader, writers, queue: Queue::of_length(options.queue), changes, counters }))
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
    match address.split_once(':') {
        Some(("sqlite", rest)) => {
            let path = sqlite::path(rest)?;
            let hold = sqlite::Hold::shared(Path::new(&path))?;
            sqlite::create(&path).await?;
            Ok(sqlite::Steps::on(sqlite::writer(&path)?, hold)?)
        }
        Some(("postgres" | "postgresql", _)) => {
            postgres::reach_to_migrate(address).await?;
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
mod tests;
