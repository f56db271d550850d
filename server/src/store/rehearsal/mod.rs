//! Migrating for practice: what the missing steps would do, on a copy or in a transaction that is rolled back.
//!
//! SQLite: on a copy beside the file, taken as a backup is. PostgreSQL: on the database itself, in one transaction that
//! is rolled back, because a copy from a template needs a database that nobody uses. What a step locks it locks here
//! too, until the end: hence the limits.

mod footprint;

use std::path::Path;
use std::time::Duration;

use sea_orm::{ConnectionTrait, IntoDatabaseExecutor, TransactionTrait as _};
use tokio::time::{Instant, timeout};

use self::footprint::Footprint;
use super::reader::Reader;
use super::replacing::{Staging, beside};
use super::schema::{self, LOCK, Schema};
use super::statements::Counter;
use super::{StoreError, backup, connect, file, sqlite};
use crate::config::value::DatabaseUrl;

pub use footprint::{Lock, Stops};

/// How long to wait for a lock: whoever waits for an exclusive one lets everybody else wait behind it.
const LOCK_WAIT: Duration = Duration::from_secs(3);

/// One step, as it went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rehearsed {
    /// Its name.
    pub step: String,
    /// How long it took.
    pub took: Duration,
    /// Rows that it wrote.
    pub rows: u64,
    /// Tables that were there before and were written anew.
    pub rebuilt: Vec<String>,
    /// What it locked, beside what the steps before it had locked.
    pub locks: Vec<Lock>,
}

/// Runs the steps that are missing, and changes nothing. On PostgreSQL it gives up after `limit`.
///
/// # Errors
/// [`StoreError::Step`] for a step that fails; its cause is [`StoreError::Busy`] when a lock was not free in time.
/// [`StoreError::Busy`] alone when the limit was reached.
pub async fn rehearse(address: &str, limit: Duration) -> Result<Vec<Rehearsed>, StoreError> {
    if let Some(file) = file::of(address) {
        return on_a_copy(&file).await;
    }
    timeout(limit, rolled_back(address, limit)).await.unwrap_or(Err(StoreError::Busy))
}

async fn on_a_copy(file: &Path) -> Result<Vec<Rehearsed>, StoreError> {
    // Nobody puts another file in its place meanwhile.
    let _hold = sqlite::Hold::shared(file)?;
    let readers = sqlite::Readers::open(&file.to_string_lossy(), 1)?;
    let reader = Reader::of_sqlite(readers, Counter::default());
    let stands = Schema::of(&schema::applied(&reader).await?);
    reader.close().await;
    if stands.is_usable() {
        // Copying takes its time.
        return Ok(Vec::new());
    }
    // Several may rehearse at once.
    let staging = Staging::new(beside(file, &format!("rehearsal-{}", std::process::id())))?;
    let copy = staging.0.join("signet.db");
    backup::copy(file, &copy, &mut |_, _| {}).await?;
    let connection = connect::for_migrations(DatabaseUrl::sqlite_file(&copy).expose()).await?;
    let done = run(&connection).await;
    connection.close().await?;
    done
}

async fn rolled_back(address: &str, limit: Duration) -> Result<Vec<Rehearsed>, StoreError> {
    let connection = connect::for_migrations(address).await?;
    let tx = connection.begin().await?;
    for setting in [
        format!("SET LOCAL lock_timeout = {}", LOCK_WAIT.as_millis()),
        // Where we have gone meanwhile, the server ends it.
        format!("SET LOCAL statement_timeout = {}", limit.as_millis()),
        format!("SELECT pg_advisory_xact_lock({LOCK})"),
    ] {
        tx.execute_unprepared(&setting).await?;
    }
    let done = run(&tx).await;
    tx.rollback().await?;
    connection.close().await?;
    done
}

async fn run<C: ConnectionTrait>(db: &C) -> Result<Vec<Rehearsed>, StoreError>
where
    for<'c> &'c C: IntoDatabaseExecutor<'c>,
{
    let missing = match Schema::of(&schema::applied(db).await?) {
        Schema::Current | Schema::Expanded(_) => Vec::new(),
        Schema::Behind(missing) => missing,
        Schema::Ahead(steps) => return Err(StoreError::Newer(steps.join(", "))),
    };
    let mut done = Vec::with_capacity(missing.len());
    let mut before = Footprint::read(db).await?;
    for step in missing {
        let began = Instant::now();
        schema::run_next(db, &step).await?;
        let took = began.elapsed();
        let after = Footprint::read(db).await?;
        done.push(Rehearsed {
            step,
            took,
            rows: after.rows_since(&before),
            rebuilt: after.rebuilt_since(&before),
            locks: after.locks_since(&before),
        });
        before = after;
    }
    Ok(done)
}

#[cfg(test)]
mod tests;
