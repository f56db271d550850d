//! The connections to PostgreSQL that requests read from and writers take their transactions from.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use sea_orm::sqlx::postgres::PgPool;
use sea_orm::{ConnAcquireErr, DatabaseConnection, DbErr, RuntimeErr, SqlxPostgresConnector};
use tokio::time::timeout;

/// How long connections may take to be closed at the end.
const FAREWELL: Duration = Duration::from_secs(5);

/// A pool that can be exchanged for a fresh one.
///
/// Where the network has swallowed something, a connection waits for ever for an answer, and the driver keeps its place in
/// the pool meanwhile: with as many as fit the pool would be full of them.
#[derive(Clone)]
pub(super) struct Pool {
    present: Arc<RwLock<Arc<DatabaseConnection>>>,
    make: Arc<dyn Fn() -> PgPool + Send + Sync>,
    /// Why nobody can connect, as the listener has found out; nothing while he can.
    trouble: Arc<RwLock<Option<String>>>,
}

impl Pool {
    /// What `make` makes; it connects when it is needed.
    pub(super) fn new(make: impl Fn() -> PgPool + Send + Sync + 'static) -> Self {
        let present = Arc::new(SqlxPostgresConnector::from_sqlx_postgres_pool(make()));
        Self { present: Arc::new(RwLock::new(present)), make: Arc::new(make), trouble: Arc::default() }
    }

    /// The pool of this moment.
    pub(super) fn present(&self) -> Arc<DatabaseConnection> {
        Arc::clone(&self.present.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// From now on connections are made anew. Those in use serve whoever waits for them, and go with their pool.
    pub(super) fn renew(&self) {
        let fresh = Arc::new(SqlxPostgresConnector::from_sqlx_postgres_pool((self.make)()));
        let mut present = self.present.write().unwrap_or_else(PoisonError::into_inner);
        // Whoever has closed the database wants no other.
        if !present.get_postgres_connection_pool().is_closed() {
            *present = fresh;
        }
    }

    /// Why nobody can connect from now on; nothing where everybody can.
    pub(super) fn note(&self, trouble: Option<String>) {
        *self.trouble.write().unwrap_or_else(PoisonError::into_inner) = trouble;
    }

    /// What an operator is to read where no connection came in time. The pool itself keeps trying until then, and keeps
    /// to itself what came of it.
    pub(super) fn no_connection(&self) -> DbErr {
        let known = self.trouble.read().unwrap_or_else(PoisonError::into_inner).clone();
        let why = known.or_else(|| {
            let present = self.present();
            let pool = present.get_postgres_connection_pool();
            let most = pool.options().get_max_connections();
            let is_full = pool.size() >= most && pool.num_idle() == 0;
            is_full.then(|| format!("all {most} (database.max_connections) are in use"))
        });
        why.map_or(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout), |why| {
            DbErr::Conn(RuntimeErr::Internal(why))
        })
    }

    /// The same error, but where it says only that no connection came in time: then why.
    pub(super) fn explained(&self, error: DbErr) -> DbErr {
        match super::StoreError::from(error.clone()) {
            super::StoreError::NoConnection(None) => self.no_connection(),
            _ => error,
        }
    }

    /// Lets nobody in any more, and waits for what is in use, but not for answers that never come.
    pub(super) async fn close(&self) {
        let present = self.present();
        let _ = timeout(FAREWELL, present.close_by_ref()).await;
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pool(..)")
    }
}
