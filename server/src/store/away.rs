//! Why no answer comes from the database. A pool keeps that to itself: it tries again until its time is over.

use std::io;
use std::time::Duration;

use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::{self, ConnectOptions as _, Connection as _};
use tokio::time::timeout;

use super::Db;
use super::reach::{place, told};

/// What comes of one more connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Away {
    /// Nothing in the time it had.
    Silent,
    /// It is refused.
    Refuses {
        /// Why, for anybody: no address and no name of ours is part of it.
        brief: String,
        /// Why, for the log: with its place, without its password.
        told: String,
    },
    /// It is made: the others are in use, or the database has just come back.
    Busy,
}

/// How long a connection may take that is made only to see what comes of it.
const LOOKS: Duration = Duration::from_millis(250);

/// Tries one more connection, for so long. `None` for SQLite, which says itself what is wrong.
pub async fn why(db: &Db, within: Duration) -> Option<Away> {
    let options = db.reader().remote()?;
    Some(attempt(&options, within).await)
}

/// Why there is no connection, for the log; nothing where there is one.
pub(super) async fn trouble(options: &PgConnectOptions) -> Option<String> {
    match attempt(options, LOOKS).await {
        Away::Silent => Some(format!("{} does not answer", place(options))),
        Away::Refuses { told, .. } => Some(told),
        Away::Busy => None,
    }
}

async fn attempt(options: &PgConnectOptions, within: Duration) -> Away {
    match timeout(within, options.connect()).await {
        Err(_elapsed) => Away::Silent,
        Ok(Ok(connection)) => {
            let _ = timeout(within, connection.close()).await;
            Away::Busy
        }
        Ok(Err(error)) => refused(&error, options),
    }
}

fn refused(error: &sqlx::Error, options: &PgConnectOptions) -> Away {
    let brief = match error {
        sqlx::Error::Io(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
            "nothing listens at its address".to_owned()
        }
        sqlx::Error::Io(_) => "it cannot be reached".to_owned(),
        sqlx::Error::Tls(_) => "there is no TLS to it".to_owned(),
        sqlx::Error::Database(said) => by_code(&said.code().unwrap_or_default()),
        sqlx::Error::Protocol(_) => "what listens there does not speak as PostgreSQL does".to_owned(),
        _ => "it cannot be used".to_owned(),
    };
    Away::Refuses { brief, told: told(error, options) }
}

/// PostgreSQL's own words may name a role, a database or an address.
fn by_code(code: &str) -> String {
    let words = match code {
        "28P01" | "28000" => "it does not let the role in",
        "3D000" => "the database does not exist",
        "53300" => "it has no connection left",
        "57P03" => "it is starting or ending",
        _ => "it says no",
    };
    format!("{words} (SQLSTATE {code})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_anybody_may_read_names_nothing_of_ours() {
        let options = PgConnectOptions::new().host("db.internal").username("signet").database("secret");
        let refusal = io::Error::from(io::ErrorKind::ConnectionRefused);
        for error in [sqlx::Error::Io(refusal), sqlx::Error::Protocol("db.internal said HTTP".to_owned())] {
            let Away::Refuses { brief, told } = refused(&error, &options) else { panic!("{error}") };
            assert!(told.contains("db.internal"), "{told}");
            assert!(!brief.contains("internal"), "{brief}");
        }
        assert_eq!(by_code("53300"), "it has no connection left (SQLSTATE 53300)");
    }
}
