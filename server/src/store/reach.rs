//! The first connection to PostgreSQL, and the words for why there is none.

use std::io;
use std::time::Duration;

use sea_orm::sqlx::postgres::{PgConnectOptions, PgDatabaseError};
use sea_orm::sqlx::{self, ConnectOptions as _, Connection as _};
use tokio::time::{Instant, sleep, timeout_at};

use super::StoreError;

/// How long a server that is not there yet, or not ready, is waited for: less than what an operator waits for the word
/// that a setting is wrong.
const PATIENCE: Duration = Duration::from_secs(2);
const PAUSE: Duration = Duration::from_millis(100);

/// Connects once, and says in an operator's words why that is not possible.
pub(super) async fn reach(options: &PgConnectOptions) -> Result<(), StoreError> {
    let until = Instant::now() + PATIENCE;
    let mut seen = None;
    loop {
        match timeout_at(until, options.connect()).await {
            Ok(Ok(connection)) => {
                let _ = connection.close().await;
                return Ok(());
            }
            Ok(Err(error)) if may_pass(&error) && Instant::now() + PAUSE < until => {
                seen = Some(error);
                sleep(PAUSE).await;
            }
            Ok(Err(error)) => return Err(StoreError::Unreachable(told(&error, options))),
            Err(_elapsed) => {
                let silent = || format!("{} did not answer within {} s", place(options), PATIENCE.as_secs());
                return Err(StoreError::Unreachable(seen.map_or_else(silent, |error| told(&error, options))));
            }
        }
    }
}

/// What a server that is just starting does.
fn may_pass(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(error) => error.kind() == io::ErrorKind::ConnectionRefused,
        sqlx::Error::Database(said) => said.code().is_some_and(|code| code == "57P03"),
        _ => false,
    }
}

/// Why a connection came to nothing, with its place.
pub(super) fn told(error: &sqlx::Error, options: &PgConnectOptions) -> String {
    let (place, user) = (place(options), options.get_username());
    // Without a name the database is that of the user.
    let database = options.get_database().unwrap_or(user);
    match error {
        sqlx::Error::Io(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
            format!("the connection to {place} was refused: no PostgreSQL listens there")
        }
        sqlx::Error::Io(error) => format!("{place} cannot be reached: {error}"),
        sqlx::Error::Tls(error) => format!("no TLS to {place}: {error}"),
        sqlx::Error::Database(said) => match said.code().as_deref() {
            Some("3D000") => {
                format!("the database {database:?} does not exist at {place}; CREATE DATABASE makes it")
            }
            Some("28P01") => {
                format!("{place} does not know the role {user:?} with this password: one of the two is wrong")
            }
            // Its words: the role does not exist, may not log in, or pg_hba.conf has no line for it.
            Some("28000") => format!("{place} does not let the role {user:?} in: {}", said.message()),
            _ => format!("{place} refuses the connection: {}", words(said.as_ref())),
        },
        // Its words name the driver's lines.
        sqlx::Error::Protocol(_) => format!("what listens at {place} does not speak as PostgreSQL does"),
        other => format!("{place} cannot be used: {other}"),
    }
}

fn words(said: &dyn sqlx::error::DatabaseError) -> String {
    let code = said.try_downcast_ref::<PgDatabaseError>().map(PgDatabaseError::code).unwrap_or_default();
    format!("{} ({code})", said.message())
}

/// Host and port, or the folder of the socket.
pub(super) fn place(options: &PgConnectOptions) -> String {
    match options.get_socket() {
        Some(socket) => format!("the socket in {}", socket.display()),
        None => format!("{}:{}", options.get_host(), options.get_port()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::schema;
    use crate::store::{Db, DbOptions, testing};

    async fn refused(address: &str) -> String {
        let started = Instant::now();
        let open = Db::open(address, &DbOptions::default()).await.unwrap_err().to_string();
        let migrate = schema::migrate(address, crate::clock::from_millis(0)).await.unwrap_err().to_string();
        assert_eq!(open, migrate);
        assert!(started.elapsed() < Duration::from_secs(6), "{:?} for both", started.elapsed());
        assert!(!open.contains("hunter2"), "{open}");
        open
    }

    #[tokio::test]
    async fn nobody_there_is_told_with_host_and_port() {
        assert_eq!(
            refused("postgres://signet:hunter2@127.0.0.1:1/signet").await,
            "the connection to 127.0.0.1:1 was refused: no PostgreSQL listens there"
        );
        let unknown = refused("postgres://signet:hunter2@no-such-host.invalid:5432/signet").await;
        assert!(unknown.starts_with("no-such-host.invalid:5432 "), "{unknown}");
    }

    #[tokio::test]
    async fn a_listener_that_says_nothing_is_told_in_time() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let told = refused(&format!("postgres://signet:hunter2@127.0.0.1:{port}/signet")).await;
        assert_eq!(told, format!("127.0.0.1:{port} did not answer within 2 s"));
    }

    #[tokio::test]
    async fn somebody_else_who_listens_there_is_told() {
        use tokio::io::AsyncWriteExt as _;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            while let Ok((mut peer, _)) = listener.accept().await {
                peer.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
            }
        });
        let told = refused(&format!("postgres://signet:hunter2@127.0.0.1:{port}/signet")).await;
        assert_eq!(told, format!("what listens at 127.0.0.1:{port} does not speak as PostgreSQL does"));
    }

    #[tokio::test]
    async fn what_the_server_says_is_told_in_words() {
        let Some(address) = testing::postgres_address() else {
            return;
        };
        let (server, _) = address.rsplit_once('/').unwrap();
        let missing = refused(&format!("{server}/no_such_database")).await;
        assert!(missing.starts_with("the database \"no_such_database\" does not exist at "), "{missing}");
        let (_, host) = server.rsplit_once('@').unwrap();
        let stranger = refused(&format!("postgres://no_such_role:hunter2@{host}/postgres")).await;
        assert!(stranger.contains("the role \"no_such_role\""), "{stranger}");
    }
}
