//! Whole files: a consistent copy while others write, whether a file is sound, and a file alone without its log.

use std::io::Read as _;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use sea_orm::DbErr;

use super::{BUSY_TIMEOUT, db_err};
use crate::store::StoreError;

/// How every file of SQLite begins (<https://www.sqlite.org/fileformat.html>, section 1.3).
const HEADER: [u8; 16] = *b"SQLite format 3\0";

/// Copies the database as it is at one moment into the empty or missing file `to`, which then is one file, without a
/// log. Nobody waits: writers go on, and what they write from now on is not in it. Nor is what was deleted before.
pub(in crate::store) fn copy(from: &Path, to: &Path) -> Result<(), DbErr> {
    let source = plain(from, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    // The words for the path are a value: it may hold quotes.
    source.execute("VACUUM INTO ?1", [to.to_string_lossy()]).map(drop).map_err(db_err)
}

/// What is wrong with the file, in SQLite's words; nothing, if it is sound.
pub(in crate::store) fn faults(path: &Path) -> Result<Vec<String>, DbErr> {
    let connection = plain(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let look = || -> rusqlite::Result<Vec<String>> {
        let mut check = connection.prepare("PRAGMA integrity_check(5)")?;
        let said = check.query_map([], |row| row.get::<_, String>(0))?;
        said.filter(|line| !matches!(line, Ok(line) if line == "ok")).collect()
    };
    look().map_err(db_err)
}

/// Moves the log into the file, so that the file alone is the database; answers whether it could. It cannot while
/// anybody else has the file open.
pub(in crate::store) fn into_one_file(path: &Path) -> Result<bool, DbErr> {
    let connection = plain(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    // Whoever has it open does not close it in the time that one would wait.
    connection.busy_timeout(Duration::ZERO).map_err(db_err)?;
    let mode = connection.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get::<_, String>(0));
    match mode {
        Ok(mode) => Ok(mode == "delete"),
        Err(rusqlite::Error::SqliteFailure(failure, _))
            if failure.code == rusqlite::ErrorCode::DatabaseBusy =>
        {
            Ok(false)
        }
        Err(error) => Err(db_err(error)),
    }
}

/// Whether the file begins as one of SQLite's. One that does not must not be opened: its log would be removed.
pub(in crate::store) fn begins_well(path: &Path) -> bool {
    let mut first = [0; HEADER.len()];
    let read = std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut first));
    read.is_ok() && first == HEADER
}

/// Refuses what is there and is no database at all; SQLite takes an empty file for an empty one.
pub(in crate::store) fn refuse_stranger(path: &Path) -> Result<(), StoreError> {
    let is_empty = path.metadata().is_ok_and(|file| file.len() == 0);
    if begins_well(path) || is_empty || std::fs::File::open(path).is_err() {
        return Ok(());
    }
    Err(StoreError::File(format!(
        "{}: expected a SQLite database, found a file that is none",
        path.display()
    )))
}

/// Roughly how large a copy will be, in bytes.
pub(in crate::store) fn size(path: &Path) -> Result<u64, DbErr> {
    let connection = plain(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let number = |pragma: &str| connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
    let look = || -> rusqlite::Result<i64> {
        Ok((number("page_count")? - number("freelist_count")?) * number("page_size")?)
    };
    look().map(|bytes| u64::try_from(bytes).unwrap_or_default()).map_err(db_err)
}

/// Notes a fact in the table `setting` of a file that nobody else has open, and leaves it one file.
pub(in crate::store) fn note(path: &Path, name: &str, value: &str) -> Result<(), DbErr> {
    let connection = plain(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    let sql = "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2";
    connection.execute(sql, [name, value]).map(drop).map_err(db_err)
}

/// A connection that leaves the file's settings as they are.
fn plain(path: &Path, access: OpenFlags) -> Result<Connection, DbErr> {
    let open = || {
        let connection = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        Ok(connection)
    };
    open().map_err(db_err)
}
