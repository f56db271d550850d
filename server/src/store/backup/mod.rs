//! A backup of a SQLite database: one file, taken while a server writes, and what is in it.
//!
//! The copy is that of one moment, is looked through before it gets its name, and never takes the place of another file.

use std::error::Error as _;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait as _, DbBackend, Statement, sqlx};

use super::reader::Reader;
use super::schema::{self, Schema};
use super::statements::Counter;
use super::{StoreError, settings, sqlite};
use crate::clock::from_millis;

/// Between two looks at how far a copy has come.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Whom it serves; nobody, before the first start.
    pub issuer: Option<String>,
    /// How it stands to this release.
    pub schema: Schema,
    /// The last step that was run on it.
    pub last_step: String,
    /// When the backup was taken; unknown of a file that is none.
    pub taken_at: Option<DateTime<Utc>>,
    /// Accounts.
    pub people: u64,
    /// Registered clients.
    pub clients: u64,
    /// Of the file.
    pub bytes: u64,
}

/// Copies the database in `file` to the new file `to`, readable by us alone. `progress` is told the bytes written so far
/// and roughly how many there will be.
///
/// # Errors
/// [`StoreError::File`] when `to` exists, and when the database is damaged: then there is no backup.
pub async fn take(
    file: &Path,
    to: &Path,
    now: DateTime<Utc>,
    mut progress: impl FnMut(u64, u64),
) -> Result<Held, StoreError> {
    let is_there = || StoreError::File(format!("expected a new file, found one at {}", to.display()));
    if to.symlink_metadata().is_ok() {
        return Err(is_there());
    }
    // Nobody puts another file in its place meanwhile.
    let _hold = sqlite::Hold::shared(file)?;
    let part = Part::new(to)?;
    copy(file, &part.0, &mut progress).await?;
    refuse_damage(&part.0, "the copy shows damage of the database itself").await?;
    sqlite::note(&part.0, settings::BACKED_UP_AT, &now.timestamp_millis().to_string())?;
    let held = look(&part.0).await?;
    sync(&part.0)?;
    // A link, because a rename would take the place of what somebody else has put there meanwhile.
    match std::fs::hard_link(&part.0, to) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(is_there()),
        Err(_) => std::fs::rename(&part.0, to).map_err(sqlx::Error::Io)?,
    }
    drop(part);
    sync_folder_of(to)?;
    Ok(held)
}

/// What the file holds, which must be sound: all of it is read.
///
/// # Errors
/// [`StoreError::File`] for what is damaged or no database, [`StoreError::Foreign`] for somebody else's.
pub async fn look_through(file: &Path) -> Result<Held, StoreError> {
    if sqlite::begins_well(file) {
        refuse_damage(file, "expected a sound backup, found a damaged one").await?;
    }
    look(file).await
}

/// What the file holds. Reads alone.
///
/// # Errors
/// [`StoreError::File`] for what is no database, [`StoreError::Foreign`] for somebody else's.
pub async fn look(file: &Path) -> Result<Held, StoreError> {
    let none = |what: &str| {
        StoreError::File(format!("{}: expected a database of Signet, found {what}", file.display()))
    };
    let bytes = file.metadata().map_err(|error| none(&format!("no file that can be read ({error})")))?.len();
    let readers = sqlite::Readers::open(&file.to_string_lossy(), 1);
    let readers = readers.map_err(|_| none("a file that SQLite does not read"))?;
    let reader = Reader::of_sqlite(readers, Counter::default());
    let applied = schema::applied(&reader).await.map_err(|error| match error {
        StoreError::Database(_) if !sqlite::begins_well(file) => none("another kind of file"),
        error if error.is_damage() => none("a damaged one"),
        other => other,
    })?;
    let last_step = applied.iter().max().ok_or_else(|| none("one that nobody has migrated"))?.clone();
    let schema = Schema::of(&applied);
    let taken_at = settings::find(&reader, settings::BACKED_UP_AT).await?.and_then(|text| text.parse().ok());
    let held = Held {
        issuer: settings::find(&reader, settings::ISSUER).await?,
        schema,
        last_step,
        taken_at: taken_at.map(from_millis),
        people: count(&reader, "\"user\"").await?,
        clients: count(&reader, "oauth_client").await?,
        bytes,
    };
    reader.close().await;
    Ok(held)
}

/// Of any release: what columns the table has does not matter.
async fn count(reader: &Reader, table: &str) -> Result<u64, StoreError> {
    let ask = format!("SELECT COUNT(*) AS n FROM {table}");
    let row = reader.query_one_raw(Statement::from_string(DbBackend::Sqlite, ask)).await?;
    let counted: Option<i64> = row.map(|row| row.try_get("", "n")).transpose()?;
    Ok(u64::try_from(counted.unwrap_or_default()).unwrap_or_default())
}

/// A consistent copy of `from` in the empty or missing file `to`.
pub(super) async fn copy(
    from: &Path,
    to: &Path,
    progress: &mut impl FnMut(u64, u64),
) -> Result<(), StoreError> {
    let expected = sqlite::size(from)?;
    let (source, target) = (from.to_owned(), to.to_owned());
    let mut copying = tokio::task::spawn_blocking(move || sqlite::copy(&source, &target));
    loop {
        tokio::select! {
            done = &mut copying => break done.map_err(|_| StoreError::Panicked)??,
            () = tokio::time::sleep(LOOK_EVERY) => {
                let written = to.metadata().map(|file| file.len()).unwrap_or_default();
                progress(written.min(expected), expected);
            }
        }
    }
    Ok(())
}

/// Refuses a file that is not sound, with the first things that are wrong with it.
pub(super) async fn refuse_damage(file: &Path, what: &str) -> Result<(), StoreError> {
    let path = file.to_owned();
    let faults = tokio::task::spawn_blocking(move || sqlite::faults(&path)).await;
    let faults = match faults.map_err(|_| StoreError::Panicked)?.map_err(StoreError::from) {
        Ok(faults) if faults.is_empty() => return Ok(()),
        Ok(faults) => faults.join("; "),
        // So much of it that it cannot even be looked through.
        Err(error) if error.is_damage() => {
            error.source().map_or_else(|| error.to_string(), ToString::to_string)
        }
        Err(error) => return Err(error),
    };
    Err(StoreError::File(format!("{}: {what}: {faults}", file.display())))
}

/// What is in the file stays there when the power fails.
pub(super) fn sync(file: &Path) -> Result<(), StoreError> {
    let synced = std::fs::File::open(file).and_then(|file| file.sync_all());
    synced.map_err(|error| sqlx::Error::Io(error).into())
}

/// So do the names in its folder.
pub(super) fn sync_folder_of(file: &Path) -> Result<(), StoreError> {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => sync(folder),
        _ => sync(Path::new(".")),
    }
}

/// A file that is being written; it goes when this does.
struct Part(PathBuf);

impl Part {
    fn new(to: &Path) -> Result<Self, StoreError> {
        let mut name = to.as_os_str().to_owned();
        name.push(".part");
        let part = PathBuf::from(name);
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(&part) {
            Ok(_) => Ok(Self(part)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(StoreError::File(format!(
                "another backup is being written to {0}, or one was interrupted: remove {0} then",
                part.display()
            ))),
            Err(error) => Err(StoreError::File(format!("{} cannot be written: {error}", part.display()))),
        }
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[cfg(test)]
mod tests;
