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
use super::statements::Counter;
use super::{Db, StoreError, auth_events, connect, sqlite};

pub(super) use self::steps::applied;

/// Weeks of the audit log that have a partition before they begin.
const WEEKS_AHEAD: i64 = 5;
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
    check_file(address).await?;
    if let Some(folder) = sqlite_file(address).and_then(|file| file.parent().map(PathBuf::from)) {
        create_folder(&folder)?;
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
        StoreError::Busy | StoreError::NoConnection | StoreError::Database(_) => true,
        _ => false,
    }
}

async fn attempt(address: &str, now: DateTime<Utc>) -> Result<Vec<String>, StoreError> {
    let connection = connect::for_migrations(address).await?;
    let done = run(&connection, now).await;
    connection.close().await?;
    done
}

/// Refuses a SQLite file of another program before [`Db::open`] prepares it for ours; [`state`] does the rest.
pub async fn check_file(address: &str) -> Result<(), StoreError> {
    let Some(file) = sqlite_file(address).filter(|file| file.exists()) else { return Ok(()) };
    let reader = Reader::of_sqlite(sqlite::Readers::open(&file.to_string_lossy(), 1)?, Counter::default());
    let found = applied(&reader).await;
    reader.close().await;
    found.map(|_| ())
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

/// The file behind a SQLite address; `None` for PostgreSQL.
pub fn sqlite_file(address: &str) -> Option<PathBuf> {
    let rest = address.strip_prefix("sqlite:")?;
    sqlite::path(rest).ok().map(PathBuf::from)
}

/// Makes the audit log's partitions of this week and of those ahead. To be called before the first event of a
/// process and long before the last of them ends: an event without a partition lies in the default one, and then its week cannot have one.
pub async fn make_partitions(db: &Db, now: DateTime<Utc>) -> Result<(), StoreError> {
    if db.reader().get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    db.write(async move |tx| {
        tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({LOCK})")).await?;
        auth_events::make_partitions(tx, WEEKS_AHEAD, now).await
    })
    .await
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
    auth_events::make_partitions(connection, WEEKS_AHEAD, now).await?;
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

pub(in crate::store) fn create_folder(folder: &std::path::Path) -> Result<(), StoreError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| sea_orm::sqlx::Error::Io(error).into())
}

#[cfg(test)]
mod tests;
