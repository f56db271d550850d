//! The file of a SQLite database, before anything opens it.

use std::path::{Path, PathBuf};

use super::reader::Reader;
use super::statements::Counter;
use super::{StoreError, schema, sqlite};

/// The file behind a SQLite address; `None` for PostgreSQL.
pub fn of(address: &str) -> Option<PathBuf> {
    let rest = address.strip_prefix("sqlite:")?;
    sqlite::path(rest).ok().map(PathBuf::from)
}

/// Refuses a SQLite file of another program before [`super::Db::open`] prepares it for ours; [`schema::state`] does the
/// rest.
pub async fn check(address: &str) -> Result<(), StoreError> {
    let Some(file) = of(address).filter(|file| file.exists()) else { return Ok(()) };
    let reader = Reader::of_sqlite(sqlite::Readers::open(&file.to_string_lossy(), 1)?, Counter::default());
    let found = schema::applied(&reader).await;
    reader.close().await;
    found.map(|_| ())
}

/// Makes the folder of a database, for our eyes only.
pub(super) fn create_folder(folder: &Path) -> Result<(), StoreError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| sea_orm::sqlx::Error::Io(error).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_a_sqlite_address_is_known_and_postgres_has_none() {
        assert_eq!(of("sqlite:/d/signet.db?mode=rwc"), Some(PathBuf::from("/d/signet.db")));
        assert_eq!(of("sqlite://rel.db"), Some(PathBuf::from("rel.db")));
        assert_eq!(of("sqlite:/50%25 of%3Fit%2520#1/s.db"), Some(PathBuf::from("/50% of?it%20#1/s.db")));
        assert_eq!(of("sqlite:/100%/s.db"), Some(PathBuf::from("/100%/s.db")));
        assert_eq!(of("postgres://u@h/d"), None);
    }
}
