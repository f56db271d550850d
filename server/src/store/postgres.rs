//! PostgreSQL: its pools. The first connection is made by `reach`, because a pool keeps to itself why it has none.

use std::time::Duration;

use sea_orm::sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sea_orm::sqlx::{ConnectOptions as _, Connection as _};

use super::pool::Pool;
use super::reach::reach;
use super::{DbOptions, StoreError};

/// A connection idle for so long is asked whether it still lives before it is handed out.
const TRUSTED_IDLE: Duration = Duration::from_secs(1);

/// The pool that requests read from and writers take their transactions from.
pub(super) async fn pool(address: &str, options: &DbOptions) -> Result<Pool, StoreError> {
    let connect = connect_options(address)?
        // The server ends what we have given up on.
        .options([
            ("statement_timeout", "4000"),
            ("lock_timeout", "3000"),
            ("idle_in_transaction_session_timeout", "10000"),
        ]);
    reach(&connect).await?;
    let (connections, patience) = (options.connections, options.patience);
    Ok(Pool::new(move || busy_pool(connect.clone(), connections, patience)))
}

fn busy_pool(connect: PgConnectOptions, connections: u32, patience: Duration) -> PgPool {
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(patience)
        .test_before_acquire(false)
        .before_acquire(|connection, meta| {
            Box::pin(async move {
                if meta.idle_for >= TRUSTED_IDLE {
                    connection.ping().await?;
                }
                // A session inside a transaction would swallow the next caller's writes.
                Ok(!connection.is_in_transaction())
            })
        })
        .connect_lazy_with(connect)
}

/// A pool of one that can only read, for whoever looks at a database and must leave it as it is.
pub(super) async fn reading_pool(address: &str) -> Result<PgPool, StoreError> {
    let connect = connect_options(address)?
        .options([("statement_timeout", "10000"), ("default_transaction_read_only", "on")]);
    reach(&connect).await?;
    let pool = PgPoolOptions::new().max_connections(1).acquire_timeout(Duration::from_secs(5));
    Ok(pool.connect_lazy_with(connect))
}

/// Whether there is a database to migrate, and if not, why.
pub(super) async fn reach_to_migrate(address: &str) -> Result<(), StoreError> {
    reach(&connect_options(address)?).await
}

/// A pool of one without limits on statements, for migrations.
pub(super) fn patient_pool(address: &str) -> Result<PgPool, StoreError> {
    Ok(of_one(connect_options(address)?, Duration::from_secs(2)))
}

/// Makes the pool of the listener, which takes no connection that a request waits for, anew for each try: a connection that is silent keeps the place of the next.
pub(super) fn listening(address: &str) -> Result<impl Fn() -> PgPool + Send + 'static, StoreError> {
    let connect = connect_options(address)?;
    Ok(move || of_one(connect.clone(), Duration::from_secs(1)))
}

fn of_one(connect: PgConnectOptions, patience: Duration) -> PgPool {
    PgPoolOptions::new()
        .max_connections(1)
        .acquire_timeout(patience)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_lazy_with(connect)
}

fn connect_options(address: &str) -> Result<PgConnectOptions, StoreError> {
    let options: PgConnectOptions =
        address.parse().map_err(|_| StoreError::Address("is not one of PostgreSQL"))?;
    Ok(options.application_name("signet").disable_statement_logging())
}
