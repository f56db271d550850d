//! SQLite: its pools, and what its files need.

use std::path::Path;
use std::time::Duration;

use percent_encoding::percent_decode_str;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sea_orm::sqlx::{ConnectOptions as _, Connection as _};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, SqlxSqliteConnector, Statement};

use super::{DbOptions, StoreError};

/// Longer than another process of ours ever holds the file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// After a long reader the log may be large; a checkpoint cuts it to this.
const JOURNAL_SIZE_LIMIT: u32 = 16 * 1024 * 1024;

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
pub(super) async fn writer(path: &str, options: &DbOptions) -> Result<DatabaseConnection, StoreError> {
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .min_connections(0)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(options.patience)
        .test_before_acquire(false)
        // sqlx counts transactions itself. After SQLite has rolled back on its own account (a full
        // disk) the count stays up, and the next BEGIN would silently be a savepoint.
        .before_acquire(|connection, _| Box::pin(async move { Ok(!connection.is_in_transaction()) }))
        .connect_with(connect_options(path))
        .await?;
    Ok(SqlxSqliteConnector::from_sqlx_sqlite_pool(pool))
}

/// Connections that cannot write, even by mistake.
pub(super) async fn readers(path: &str, options: &DbOptions) -> Result<DatabaseConnection, StoreError> {
    let pool = SqlitePoolOptions::new()
        .max_connections(options.connections)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(options.patience)
        .test_before_acquire(false)
        .connect_with(connect_options(path).read_only(true).pragma("query_only", "ON"))
        .await?;
    Ok(SqlxSqliteConnector::from_sqlx_sqlite_pool(pool))
}

/// Moves the log into the file and cuts it to nothing; answers whether it could. Readers are not
/// waited for, since every write would wait too: the next time will do.
pub(super) async fn checkpoint(connection: &DatabaseConnection) -> Result<bool, StoreError> {
    let ask = |sql| Statement::from_string(DbBackend::Sqlite, sql);
    connection.execute_raw(ask("PRAGMA busy_timeout = 0".to_owned())).await?;
    let row = connection.query_one_raw(ask("PRAGMA wal_checkpoint(TRUNCATE)".to_owned())).await;
    let patience = format!("PRAGMA busy_timeout = {}", BUSY_TIMEOUT.as_millis());
    connection.execute_raw(ask(patience)).await?;
    let blocked = match row? {
        Some(row) => row.try_get_by_index::<i32>(0)? != 0,
        None => return Err(DbErr::RecordNotFound("wal_checkpoint".to_owned()).into()),
    };
    Ok(!blocked)
}

fn connect_options(path: &str) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(Path::new(path))
        .create_if_missing(false)
        .journal_mode(SqliteJournalMode::Wal)
        // An acknowledged write survives power loss; NORMAL would lose the last ones.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .statement_cache_capacity(256)
        .pragma("temp_store", "MEMORY")
        .pragma("journal_size_limit", JOURNAL_SIZE_LIMIT.to_string())
        .disable_statement_logging()
}
