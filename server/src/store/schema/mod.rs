//! The schema: bringing it up to date, and knowing whether it is.
//!
//! A database may have steps of a newer release, while both run and after a roll back. `newer` judges by their names
//! whether this release works with them.

mod newer;
mod steps;

use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, Utc};
use migration::{Migrator, MigratorTrait as _};
use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbBackend, IntoDatabaseExecutor};

use self::newer::works_with;
use self::steps::{missing, steps};
use super::reader::Reader;
use super::{Db, StoreError, connect, file, partitions};

pub(super) use self::steps::applied;

/// Instances that start together take turns at this lock of PostgreSQL: `CREATE TABLE IF NOT EXISTS` fails when
/// another makes the table in the same moment.
pub(super) const LOCK: i64 = 0x5_1967_e75c;
/// On SQLite whoever loses looks again, after a pause.
const TRIES: usize = 15;
const PAUSE: Duration = Duration::from_millis(100);

/// How the database stands to this release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Schema {
    /// It has every step of this release.
    Current,
    /// It has every step of this release, and these of a newer one, with which this one works.
    Expanded(Vec<String>),
    /// These steps are missing.
    Behind(Vec<String>),
    /// It has these steps of a newer release, which this one cannot work with, or not as long as it lacks steps of its own.
    Ahead(Vec<String>),
}

impl Schema {
    /// What follows from the steps that were run.
    pub(super) fn of(applied: &[String]) -> Self {
        let (steps, missing) = (steps(), missing(applied));
        let newer: Vec<_> = applied.iter().filter(|step| !steps.contains(step)).cloned().collect();
        let refused: Vec<_> = newer.iter().filter(|step| !works_with(step, &steps)).cloned().collect();
        match (newer.is_empty(), missing.is_empty()) {
            (true, true) => Self::Current,
            (true, false) => Self::Behind(missing),
            (false, true) if refused.is_empty() => Self::Expanded(newer),
            (false, _) if refused.is_empty() => Self::Ahead(newer),
            (false, _) => Self::Ahead(refused),
        }
    }

    /// Whether this release works with it.
    pub const fn is_usable(&self) -> bool {
        matches!(self, Self::Current | Self::Expanded(_))
    }

    /// Whether no step was run on it yet.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Behind(missing) if missing.len() == steps().len())
    }
}

/// So many steps, in words.
pub fn steps_told(count: usize) -> String {
    if count == 1 { "1 step".to_owned() } else { format!("{count} steps") }
}

/// Runs the steps that are missing, and makes the audit log's partitions. Answers the steps' names. A database of
/// another program is refused and left as it is, and so is one of a newer release that this one does not work with.
pub async fn migrate(address: &str, now: DateTime<Utc>) -> Result<Vec<String>, StoreError> {
    file::check(address).await?;
    if let Some(folder) = file::of(address).and_then(|file| file.parent().map(PathBuf::from)) {
        file::create_folder(&folder)?;
    }
    let mut tries = 1;
    loop {
        match attempt(address, now).await {
            Err(error) if tries < TRIES && may_be_another(&error) => {
                tracing::debug!(%error, "migrating failed: looking whether another process has done it");
                tries += 1;
                tokio::time::sleep(PAUSE).await;
            }
            done => return done,
        }
    }
}

/// Whether it may have failed because another process migrates in the same moment.
fn may_be_another(error: &StoreError) -> bool {
    match error {
        StoreError::Step { cause, .. } => may_be_another(cause),
        StoreError::Busy | StoreError::NoConnection(_) | StoreError::Database(_) => true,
        _ => false,
    }
}

async fn attempt(address: &str, now: DateTime<Utc>) -> Result<Vec<String>, StoreError> {
    let connection = connect::for_migrations(address).await?;
    let done = run(&connection, now).await;
    connection.close().await?;
    done
}

/// Whether the database has what this release needs. Reads alone; another program's is an error.
pub async fn state(db: &Db) -> Result<Schema, StoreError> {
    state_of(db.reader()).await
}

/// Whether the database answers at all: one statement that is as good as none.
pub async fn ask(db: &Db) -> Result<(), StoreError> {
    steps::ask(db.reader()).await
}

/// The same as [`state`], of a database that is only looked at.
pub(super) async fn state_of(reader: &Reader) -> Result<Schema, StoreError> {
    let applied = applied(reader).await?;
    Ok(Schema::of(&applied))
}

async fn run(connection: &DatabaseConnection, now: DateTime<Utc>) -> Result<Vec<String>, StoreError> {
    if connection.get_database_backend() == DbBackend::Postgres {
        // Of the session, which is the only one of this connection and ends with it.
        connection.execute_unprepared(&format!("SELECT pg_advisory_lock({LOCK})")).await?;
    }
    let missing = match Schema::of(&applied(connection).await?) {
        // The library takes steps that it does not know for an error.
        Schema::Current | Schema::Expanded(_) => Vec::new(),
        Schema::Behind(missing) => {
            for step in &missing {
                run_next(connection, step).await?;
            }
            missing
        }
        Schema::Ahead(steps) => return Err(StoreError::Newer(steps.join(", "))),
    };
    partitions::make(connection, now).await?;
    // On SQLite a COMMIT that failed is heard of at the next statement.
    applied(connection).await?;
    Ok(missing)
}

/// Runs the first step that is missing, which is called `step`.
pub(super) async fn run_next<'c, C>(db: C, step: &str) -> Result<(), StoreError>
where
    C: IntoDatabaseExecutor<'c>,
{
    let done = Migrator::up(db, Some(1)).await;
    done.map_err(|error| StoreError::Step { step: step.to_owned(), cause: Box::new(StoreError::from(error)) })
}

#[cfg(test)]
mod tests;
