//! Whether requests should come to this instance, and if not, why.
//!
//! The database is asked anew each time, but by one asker: whoever comes meanwhile gets the same answer. So a database
//! that hangs is asked once a second, however many balancers look. Whoever asks may be a stranger: no line names an
//! address, a role or a database of ours. The log does.

mod stored;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use futures::FutureExt as _;
use futures::future::{BoxFuture, Shared};
use serde::Serialize;

use self::stored::Stored;
use super::Site;

const OK: &str = "ok";

/// The lines of a report that must be right, each by its name: what comes first is the cause of what follows.
pub mod line {
    /// Whether the process goes on.
    pub const PROCESS: &str = "process";
    /// Whether the database answers.
    pub const DATABASE: &str = "database";
    /// Whether it has what this release needs.
    pub const SCHEMA: &str = "schema";
    /// Whether there is a key that signs.
    pub const KEYS: &str = "keys";
    /// All of them.
    pub const ALL: [&str; 4] = [PROCESS, DATABASE, SCHEMA, KEYS];
}

/// The steps of the schema are listed so often: they change with a release, not by themselves.
const SCHEMA_KEPT: TimeDelta = TimeDelta::seconds(10);

/// What an instance knows of its own readiness.
#[derive(Default)]
pub struct Readiness {
    is_draining: AtomicBool,
    /// What the log has last said; nothing before anybody asked.
    said: Mutex<Option<bool>>,
    asking: Mutex<Option<Shared<BoxFuture<'static, Stored>>>>,
    /// When the schema was last found to be right.
    schema_seen: Mutex<Option<DateTime<Utc>>>,
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
    /// Where a Redis is configured, whether it counts. Requests should come without it too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redis: Option<&'static str>,
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
        let is_ready = process == OK && keys == OK && stored.is_well();
        let status = if is_ready { "ready" } else { "not ready" };
        let report = Report { status, process, keys, stored, redis: redis(site) };
        self.note(&report);
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
            let stored = Stored::of(&asked).await;
            *asked.readiness().asking.lock().unwrap_or_else(PoisonError::into_inner) = None;
            stored
        });
        let running = task.map(|done| done.unwrap_or_else(|_| Stored::silent())).boxed().shared();
        *asking = Some(running.clone());
        running
    }

    /// A line of the log when it changes, and for the first who asks.
    fn note(&self, report: &Report) {
        let said = self.said.lock().unwrap_or_else(PoisonError::into_inner).replace(report.is_ready());
        if said == Some(report.is_ready()) {
            return;
        }
        let Report { process, keys, stored, redis, .. } = report;
        let Stored { database, schema, cause } = stored;
        if report.is_ready() {
            tracing::info!(redis, "ready");
        } else {
            tracing::warn!(process, keys, database, schema, cause, redis, "not ready");
        }
    }

    fn knows_schema(&self, now: DateTime<Utc>) -> bool {
        let seen = *self.schema_seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.is_some_and(|seen| (now - seen).abs() < SCHEMA_KEPT)
    }

    fn schema_seen(&self, at: Option<DateTime<Utc>>) {
        *self.schema_seen.lock().unwrap_or_else(PoisonError::into_inner) = at;
    }
}

impl Report {
    /// Whether requests should come.
    pub fn is_ready(&self) -> bool {
        self.status == "ready"
    }
}

fn redis(site: &Site) -> Option<&'static str> {
    site.config.redis.url.as_ref()?;
    let away = "degraded: it does not answer, and the database counts in its place";
    Some(if site.throttle.is_standing_in() { away } else { OK })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_of_a_report_has_its_name() {
        let report =
            Report { status: "not ready", process: OK, keys: OK, stored: Stored::silent(), redis: None };
        let report = serde_json::to_value(report).unwrap();
        let mut named: Vec<&str> = [&["status"][..], &line::ALL].concat();
        named.sort_unstable();
        let mut lines: Vec<_> = report.as_object().unwrap().keys().collect();
        lines.sort_unstable();
        assert_eq!(lines, named);
    }
}
