//! What SQLite says when it refuses, in the words that sea-orm has for a database's refusal.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

use rusqlite::ffi;
use sea_orm::sqlx::error::{DatabaseError, ErrorKind};
use sea_orm::{DbErr, RuntimeErr, sqlx};

/// A refusal with its extended code.
#[derive(Debug)]
struct Fault {
    code: i32,
    said: String,
}

/// The error as sea-orm carries it; [`StoreError`](crate::store::StoreError) sorts it by its code.
pub(in crate::store) fn db_err(error: rusqlite::Error) -> DbErr {
    let fault = match error {
        rusqlite::Error::SqliteFailure(failure, said) => {
            Fault { code: failure.extended_code, said: said.unwrap_or_else(|| failure.to_string()) }
        }
        rusqlite::Error::SqlInputError { error, msg, .. } => Fault { code: error.extended_code, said: msg },
        // A value of another type than its column, or a statement of ours that does not fit its parameters.
        other => return DbErr::Query(RuntimeErr::Internal(other.to_string())),
    };
    DbErr::Exec(RuntimeErr::SqlxError(sqlx::Error::Database(Box::new(fault)).into()))
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (code {})", self.said, self.code)
    }
}

impl Error for Fault {}

impl DatabaseError for Fault {
    fn message(&self) -> &str {
        &self.said
    }

    fn code(&self) -> Option<Cow<'_, str>> {
        Some(self.code.to_string().into())
    }

    fn kind(&self) -> ErrorKind {
        match self.code {
            ffi::SQLITE_CONSTRAINT_UNIQUE
            | ffi::SQLITE_CONSTRAINT_PRIMARYKEY
            | ffi::SQLITE_CONSTRAINT_ROWID => ErrorKind::UniqueViolation,
            ffi::SQLITE_CONSTRAINT_FOREIGNKEY => ErrorKind::ForeignKeyViolation,
            ffi::SQLITE_CONSTRAINT_NOTNULL => ErrorKind::NotNullViolation,
            ffi::SQLITE_CONSTRAINT_CHECK => ErrorKind::CheckViolation,
            _ => ErrorKind::Other,
        }
    }

    fn as_error(&self) -> &(dyn Error + Send + Sync + 'static) {
        self
    }

    fn as_error_mut(&mut self) -> &mut (dyn Error + Send + Sync + 'static) {
        self
    }

    fn into_error(self: Box<Self>) -> Box<dyn Error + Send + Sync + 'static> {
        self
    }
}
