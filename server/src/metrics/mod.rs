//! What an operator watches: counters, gauges and histograms, in the words of Prometheus.
//!
//! Pure: it counts what others tell it, and asks nothing. A family of metrics is a file. May import `protocol` and
//! `model`; prometheus-client is spoken here alone. [`Metrics`] is a value of `app::Services`, not a global: a process
//! may run several servers. What a lower room counts (store, limits, password hashes) that room holds itself, and
//! [`Metrics::new`] is handed a clone.
//!
//! No label takes its value from outside: each is an enum of ours (`label!`) or a registered word of the protocol. A
//! caller can make a series grow, never make one.
//!
//! **To add a metric:** a field in its family's file with its line in `register`, and where it happens a call. A gauge
//! that is asked for and not told is set by `web::operator::metrics` before each scrape. What an alert or the dashboard
//! asks for must be there from the first scrape on, so its labels are made in `register`.

mod children;
mod label;

pub mod hashing;
pub mod keys;
pub mod limits;
pub mod process;
pub mod refusals;
pub mod requests;
pub mod route;
pub mod sign_ins;
pub mod store;
pub mod tokens;
pub mod upkeep;

use std::fmt;

use chrono::{DateTime, Utc};
use prometheus_client::encoding::text;
use prometheus_client::registry::Registry;

pub use prometheus_client::metrics::counter::Counter;

use self::hashing::Hashing;
use self::keys::Keys;
use self::limits::Limits;
use self::process::Process;
use self::refusals::Refusals;
use self::requests::Requests;
use self::sign_ins::SignIns;
use self::store::Store;
use self::tokens::Tokens;
use self::upkeep::Upkeep;

/// The media type of what [`Metrics::text`] writes.
pub const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// All metrics of one server.
pub struct Metrics {
    /// HTTP requests.
    pub requests: Requests,
    /// Who was let in, and who not.
    pub sign_ins: SignIns,
    /// Tokens that were given out, and those that came twice.
    pub tokens: Tokens,
    /// Registered errors that were told.
    pub refusals: Refusals,
    /// Limits that were reached.
    pub limits: Limits,
    /// Password hashes.
    pub hashing: Hashing,
    /// The database and what is remembered of it.
    pub store: Store,
    /// Our keys.
    pub keys: Keys,
    /// What goes on in the background.
    pub upkeep: Upkeep,
    /// The process.
    pub process: Process,
    registry: Registry,
}

/// What lower rooms count themselves.
#[derive(Debug, Default)]
pub struct Counted {
    /// By `authn::password_hash`.
    pub hashing: Hashing,
    /// By `store`.
    pub store: Store,
    /// By `ephemeral::throttle`.
    pub limits: Limits,
}

impl Metrics {
    /// Everything at zero, and what lower rooms have counted so far. `started_at` is when this process began to serve.
    pub fn new(counted: Counted, started_at: DateTime<Utc>) -> Self {
        let mut registry = Registry::default();
        let Counted { hashing, store, limits } = counted;
        let process = Process::register(&mut registry, started_at);
        let ours = registry.sub_registry_with_prefix("signet");
        hashing.register(ours);
        store.register(ours);
        limits.register(ours);
        Self {
            requests: Requests::register(ours),
            sign_ins: SignIns::register(ours),
            tokens: Tokens::register(ours),
            refusals: Refusals::register(ours),
            keys: Keys::register(ours),
            upkeep: Upkeep::register(ours),
            limits,
            hashing,
            store,
            process,
            registry,
        }
    }

    /// All of it as OpenMetrics text, which Prometheus reads.
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(32 * 1024);
        // Writing to a text fails only where a label cannot be written, and ours are words.
        if text::encode(&mut text, &self.registry).is_err() {
            tracing::error!("the metrics could not be written");
        }
        text
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics(..)")
    }
}

/// The time a `Duration` takes, as Prometheus counts it.
fn seconds(duration: std::time::Duration) -> f64 {
    duration.as_secs_f64()
}

/// A number of things, as a gauge holds it.
fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
