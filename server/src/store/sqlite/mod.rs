//! SQLite: its connections, and what its files need.
//!
//! rusqlite is spoken in this folder only, by [`Connection`] alone outside. A statement runs on the thread that asks for it: it takes microseconds, less
//! than handing it to another thread would (`docs/decisions/0015-sqlite-in-our-own-threads.md`). Statements come from
//! sea-orm and rows go back to it, so nobody outside notices which driver there is.

mod copy;
mod fault;
mod hold;
mod readers;
mod run;
mod steps;

use std::path::Path;
use std::time::Duration;

use percent_encoding::percent_decode_str;
pub(super) use rusqlite::Connection;
use rusqlite::OpenFlags;
use rusqlite::config::DbConfig;
use sea_orm::DbErr;

use super::StoreError;
pub(super) use copy::{begins_well, copy, faults, into_one_file, note, refuse_stranger, size};
pub(super) use fault::db_err;
pub(super) use hold::Hold;
pub(super) use readers::Readers;
pub(super) use run::{execute, rows};
pub(super) use steps::Steps;

/// Longer than another process of ours ever holds the file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// After a long reader the log may be large; a checkpoint cuts it to this.
const JOURNAL_SIZE_LIMIT: u32 = 16 * 1024 * 1024;
/// Plans that each connection keeps.
const STATEMENTS_KEPT: usize = 256;

/// The path in `sqlite:PATH`, `sqlite://PATH` and the same with parameters, which we ignore. It is
/// percent-decoded: `%3F` is how a name with a question mark is written. A `%` that encodes nothing means itself.
pub(super) fn path(address: &str) -> Result<String, StoreError> {
    let path = address.strip_prefix("//").unwrap_or(address);
    let path = path.split('?').next().unwrap_or_default();
    if path.is_empty() || path == ":memory:" {
        return Err(StoreError::Address("must name a file"));
    }
    let decoded = percent_decode_str(path).decode_utf8();
    let decoded = decoded.map_err(|_| StoreError::Address("must name a file whose name is UTF-8"))?;
    if decoded.contains('\0') {
        return Err(StoreError::Address("must name a file"));
    }
    Ok(decoded.into_owned())
}

/// Creates the file if it is missing, readable by us alone; the log files inherit that.
pub(super) async fn create(path: &str) -> Result<(), StoreError> {
    let mut options = tokio::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    options.mode(0o600);
    match options.open(path).await {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(sea_orm::sqlx::Error::Io(error).into()),
    }
}

/// The one connection that writes.
pub(super) fn writer(path: &str) -> Result<Connection, DbErr> {
    open(path, OpenFlags::SQLITE_OPEN_READ_WRITE, |connection| {
        connection.pragma_update(None, "journal_mode", "WAL")?;
        // An acknowledged write survives power loss; NORMAL would lose the last ones.
        connection.pragma_update(None, "synchronous", "FULL")
    })
}

/// A connection that cannot write, even by mistake.
fn reader(path: &str) -> Result<Connection, DbErr> {
    let query_only = |connection: &Connection| connection.pragma_update(None, "query_only", "ON");
    open(path, OpenFlags::SQLITE_OPEN_READ_ONLY, query_only)
}

/// Moves the log into the file and cuts it to nothing; answers whether it could. Readers are not
/// waited for, since every write would wait too: the next time will do.
pub(super) fn checkpoint(connection: &Connection) -> Result<bool, StoreError> {
    let attempt = || {
        connection.busy_timeout(Duration::ZERO)?;
        let blocked = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i32>(0));
        connection.busy_timeout(BUSY_TIMEOUT)?;
        blocked
    };
    Ok(attempt().map_err(db_err)? == 0)
}

/// A number that changes when another connection, thus another process, has committed.
pub(super) fn data_version(connection: &Connection) -> Option<i64> {
    connection.pragma_query_value(None, "data_version", |row| row.get(0)).ok()
}

fn open(
    path: &str,
    access: OpenFlags,
    prepare: impl FnOnce(&Connection) -> rusqlite::Result<()>,
) -> Result<Connection, DbErr> {
    let open = || {
        // Each connection is used by one thread at a time; the name is a path and nothing else.
        let connection =
            Connection::open_with_flags(Path::new(path), access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
        // A plan does not depend on the values bound; else every LIMIT that sea-orm binds is planned anew.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        connection.pragma_update(None, "foreign_keys", "ON")?;
        connection.pragma_update(None, "temp_store", "MEMORY")?;
        connection.pragma_update(None, "journal_size_limit", JOURNAL_SIZE_LIMIT)?;
        prepare(&connection)?;
        Ok(connection)
    };
    open().map_err(db_err)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `.cargo/config.toml` asks for (decision 0017).
    #[test]
    fn sqlite_keeps_no_account_of_its_memory() {
        let connection = Connection::open_in_memory().unwrap();
        let mut options = connection.prepare("PRAGMA compile_options").unwrap();
        let options = options.query_map([], |row| row.get::<_, String>(0)).unwrap();
        let options: Vec<String> = options.collect::<Result<_, _>>().unwrap();
        assert!(options.iter().any(|option| option == "DEFAULT_MEMSTATUS=0"), "{options:?}");
        assert!(options.iter().all(|option| option != "ENABLE_MEMORY_MANAGEMENT"), "{options:?}");
    }
}
