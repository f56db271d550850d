//! Whether requests should come to this instance, and if not, why.
//!
//! The database is asked anew each time, but by one asker: whoever comes meanwhile gets the same answer. So a database
//! that hangs is asked once a second, however many balancers look.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::{BoxFuture, Shared};
use serde::Serialize;
use tokio::time::timeout;

use super::Site;
use crate::store::schema::{self, Schema};
use crate::store::{Db, StoreError};

/// The database has so long to answer.
const PATIENCE: Duration = Duration::from_secs(1);
const OK: &str = "ok";

/// What an instance knows of its own readiness.
#[derive(Default)]
pub struct Readiness {
    is_draining: AtomicBool,
    was_ready: AtomicBool,
    asking: Mutex<Option<Shared<BoxFuture<'static, Stored>>>>,
}

/// A line for each thing that must be right: `ok`, or what is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Whether all of it is right: `ready`, or `not ready`.
    pub status: &'static str,
    /// Whether the process goes on.
    pub process: &'static str,
    /// Whether there is a key that signs.
    pub keys: &'static str,
    #[serde(flatten)]
    stored: Stored,
}

/// What is known by asking the database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Stored {
    database: String,
    schema: String,
}

impl Readiness {
    /// From now on nothing should come here any more.
    pub fn drain(&self) {
        self.is_draining.store(true, Ordering::Relaxed);
    }

    /// Whether the process is about to end.
    pub fn is_draining(&self) -> bool {
        self.is_draining.load(Ordering::Relaxed)
    }

    /// How things stand, within little more than a second.
    pub async fn report(&self, site: &Site) -> Report {
        let stored = self.ask(site).await;
        let process = if self.is_draining() { "ending: it takes no requests soon" } else { OK };
        let has_keys = !site.keys.current().algorithms().is_empty();
        let keys = if has_keys { OK } else { "no active signing key: see `signet key list`" };
        let is_ready = [process, keys, &stored.database, &stored.schema].iter().all(|word| *word == OK);
        let report = Report { status: if is_ready { "ready" } else { "not ready" }, process, keys, stored };
        self.note(&report, is_ready);
        report
    }

    fn ask(&self, site: &Site) -> Shared<BoxFuture<'static, Stored>> {
        let mut asking = self.asking.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(running) = asking.as_ref().filter(|running| running.peek().is_none()) {
            return running.clone();
        }
        let asked = site.clone();
        // A task of its own: it comes to its end though its asker hangs up.
        let task = tokio::spawn(async move {
            let stored = Stored::of(&asked.db).await;
            *asked.readiness().asking.lock().unwrap_or_else(PoisonError::into_inner) = None;
            stored
        });
        let running = task.map(|done| done.unwrap_or_else(|_| Stored::silent())).boxed().shared();
        *asking = Some(running.clone());
        running
    }

    /// A line of the log when it changes, not for each who asks.
    fn note(&self, report: &Report, is_ready: bool) {
        if self.was_ready.swap(is_ready, Ordering::Relaxed) == is_ready {
            return;
        }
        let Report { process, keys, stored: Stored { database, schema }, .. } = report;
        if is_ready {
            tracing::info!("ready");
        } else {
            tracing::warn!(process, keys, database, schema, "not ready");
        }
    }
}

impl Report {
    /// Whether requests should come.
    pub fn is_ready(&self) -> bool {
        self.status == "ready"
    }
}

impl Stored {
    async fn of(db: &Db) -> Self {
        match timeout(PATIENCE, schema::state(db)).await {
            Err(_elapsed) => Self::silent(),
            // A newer release may have migrated it already: this one serves until it is replaced.
            Ok(Ok(Schema::Current | Schema::Ahead)) => Self::answers(OK.to_owned()),
            Ok(Ok(Schema::Behind(missing))) => Self::answers(format!(
                "it lacks {} of this release: run `signet migrate`",
                schema::steps_told(missing.len())
            )),
            Ok(Err(StoreError::Foreign(_))) => {
                Self::answers("it is another program's: see database.url".to_owned())
            }
            Ok(Err(error)) => Self { database: error.to_string(), ..Self::silent() },
        }
    }

    fn answers(schema: String) -> Self {
        Self { database: OK.to_owned(), schema }
    }

    fn silent() -> Self {
        Self { database: format!("no answer within {PATIENCE:?}"), schema: "not known".to_owned() }
    }
}
