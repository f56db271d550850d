//! What can go wrong in the store, sorted by what the caller should do about it.

use sea_orm::sqlx;
use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr};

/// A failure of the store.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// The database refused a statement: a fault of ours.
    #[error("the database refused a statement")]
    Database(#[source] DbErr),
    /// A row that does not fit our types: damage, or a row of a newer release.
    #[error("{table} {row} does not parse: {what}")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The row's key; of a short-lived record its digest.
        row: String,
        /// What does not fit, without the value.
        what: String,
    },
    /// A queue is full or a wait was too long: 503, try again.
    #[error("the database has too much to do")]
    Busy,
    /// No connection in the time that a request may wait: 503, try again. With why, where that is known: for the log, since
    /// it names the place.
    #[error("no connection to the database came in time{}", because(.0.as_deref()))]
    NoConnection(Option<String>),
    /// The database is away, read-only or out of space: 503, try again. Of a write it says that
    /// the outcome is unknown, never that it is half done.
    #[error("the database cannot be used")]
    Unavailable(#[source] Option<DbErr>),
    /// PostgreSQL cannot be connected to at the start: where, and what it said. No password is part of it.
    #[error("{0}")]
    Unreachable(String),
    /// A unique value is taken already.
    #[error("a row with this unique value exists: {0}")]
    Conflict(String),
    /// The work given to [`Db::write`](super::Db::write) panicked, and was rolled back.
    #[error("the work in a transaction panicked")]
    Panicked,
    /// Somebody else's database: it has this table, and none of our steps. Nothing was written to it.
    #[error(
        "expected a database of Signet's own or an empty one, found another program's table {0}; nothing was written to it"
    )]
    Foreign(String),
    /// A step of the schema failed. What came before it is done, of itself nothing.
    #[error("the step {step} failed")]
    Step {
        /// Its name.
        step: String,
        /// Why.
        #[source]
        cause: Box<StoreError>,
    },
    /// A newer release was here, with steps that this one does not work with. Nothing was written.
    #[error(
        "the database was migrated by a newer release; use that one, since this one does not work with {0}"
    )]
    Newer(String),
    /// A SQLite file is put in the place of another, or, for whoever wants to do that, is in use.
    #[error("another process works on the database in {0}: stop it first, or wait until it has ended")]
    Held(String),
    /// A file is not what it should be: which, and what was found.
    #[error("{0}")]
    File(String),
    /// The database's address in the configuration is of no use. It may hold a password, so the
    /// message does not repeat it.
    #[error("the address of the database {0}")]
    Address(&'static str),
}

impl StoreError {
    /// A row that does not parse.
    pub fn corrupt(table: &'static str, row: &impl ToString, what: &str) -> Self {
        Self::Corrupt { table, row: row.to_string(), what: what.to_owned() }
    }

    /// Whether a file is damaged, or was never a database: nothing but another file helps.
    pub fn is_damage(&self) -> bool {
        match self {
            Self::File(_) => true,
            Self::Database(
                DbErr::Conn(RuntimeErr::SqlxError(cause))
                | DbErr::Exec(RuntimeErr::SqlxError(cause))
                | DbErr::Query(RuntimeErr::SqlxError(cause)),
            ) => {
                let Some(said) = cause.as_database_error() else { return false };
                let code = said.code().unwrap_or_default().parse::<u32>();
                // CORRUPT, NOTADB
                matches!(code.unwrap_or_default() & 0xff, 11 | 26)
            }
            _ => false,
        }
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        match &error {
            DbErr::ConnectionAcquire(ConnAcquireErr::Timeout) => Self::NoConnection(None),
            // What [`super::pool::Pool::no_connection`] has found out.
            DbErr::Conn(RuntimeErr::Internal(why)) => Self::NoConnection(Some(why.clone())),
            DbErr::ConnectionAcquire(_) => Self::Unavailable(Some(error)),
            DbErr::Conn(RuntimeErr::SqlxError(cause))
            | DbErr::Exec(RuntimeErr::SqlxError(cause))
            | DbErr::Query(RuntimeErr::SqlxError(cause)) => match judge(cause) {
                Verdict::Taken(what) => Self::Conflict(what),
                Verdict::Busy => Self::Busy,
                Verdict::Waited => Self::NoConnection(None),
                Verdict::Away => Self::Unavailable(Some(error)),
                Verdict::Fault => Self::Database(error),
            },
            _ => Self::Database(error),
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        DbErr::Conn(RuntimeErr::SqlxError(error.into())).into()
    }
}

fn because(why: Option<&str>) -> String {
    why.map(|why| format!(": {why}")).unwrap_or_default()
}

enum Verdict {
    Taken(String),
    Busy,
    Waited,
    Away,
    Fault,
}

fn judge(error: &sqlx::Error) -> Verdict {
    match error {
        sqlx::Error::PoolTimedOut => Verdict::Waited,
        sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => {
            Verdict::Away
        }
        sqlx::Error::Database(said) if said.is_unique_violation() => {
            Verdict::Taken(said.message().to_owned())
        }
        sqlx::Error::Database(said) => judge_code(&said.code().unwrap_or_default()),
        _ => Verdict::Fault,
    }
}

/// SQLite speaks numbers (the low byte is the primary code), PostgreSQL five characters.
fn judge_code(code: &str) -> Verdict {
    if code.len() == 5 {
        return match code {
            // statement timeout; serialization failure; deadlock; lock timeout
            "57014" | "40001" | "40P01" | "55P03" => Verdict::Busy,
            // a standby, or a transaction that is read-only
            "25006" => Verdict::Away,
            _ => match &code[..2] {
                // connection exception; operator intervention; resources (disk, slots); system
                "08" | "57" | "53" | "58" => Verdict::Away,
                _ => Verdict::Fault,
            },
        };
    }
    match code.parse::<u32>().unwrap_or_default() & 0xff {
        // BUSY, LOCKED
        5 | 6 => Verdict::Busy,
        // READONLY, IOERR, FULL, CANTOPEN
        8 | 10 | 13 | 14 => Verdict::Away,
        _ => Verdict::Fault,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_by_what_to_do() {
        assert!(matches!(judge_code("5"), Verdict::Busy));
        assert!(matches!(judge_code("517"), Verdict::Busy));
        assert!(matches!(judge_code("13"), Verdict::Away));
        assert!(matches!(judge_code("1"), Verdict::Fault));
        assert!(matches!(judge_code("57P01"), Verdict::Away));
        assert!(matches!(judge_code("57014"), Verdict::Busy));
        assert!(matches!(judge_code("42P01"), Verdict::Fault));
    }

    #[test]
    fn a_pool_that_waited_too_long_says_why_only_where_that_is_known() {
        let told = "no connection to the database came in time";
        for error in [
            StoreError::from(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout)),
            StoreError::from(sqlx::Error::PoolTimedOut),
        ] {
            assert_eq!(error.to_string(), told);
        }
        let known = DbErr::Conn(RuntimeErr::Internal("db:5432 does not answer".to_owned()));
        assert_eq!(StoreError::from(known).to_string(), format!("{told}: db:5432 does not answer"));
    }
}
