//! The database, what waits for it, and what is remembered of it; whether SQL stands in for Redis.

use std::sync::Arc;
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use super::by_label::ByLabel;
use super::children::Children;
use super::label::label;
use super::seconds;

label! {
    /// What is asked of the database.
    Operation {
        /// Outside a transaction.
        Read = "read",
        /// A transaction.
        Write = "write",
    }
}

label! {
    /// What is remembered for a while.
    Cache {
        /// Clients.
        Client = "client",
        /// Sessions.
        Session = "session",
        /// Token families.
        Family = "family",
        /// People and their roles.
        User = "user",
        /// Revoked access tokens.
        Token = "token",
        /// Anything else.
        Other = "other",
    }
}

label! {
    /// Whether something was remembered.
    Found {
        /// It was.
        Hit = "hit",
        /// The database had to be asked.
        Miss = "miss",
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct LookUp {
    cache: Cache,
    result: Found,
}

/// The database.
#[derive(Debug, Clone)]
pub struct Store {
    /// Statements outside transactions.
    pub read: Counter,
    /// Statements inside them.
    pub written: Counter,
    failures: ByLabel<Counter>,
    write_seconds: Histogram,
    look_ups: Arc<Children<LookUp, Counter>>,
}

/// What the database is at.
#[derive(Debug, Clone, Copy, Default)]
pub struct StoreLoad {
    /// Writes that wait or run.
    pub writes: usize,
    /// How many may.
    pub most_writes: usize,
    /// Open connections, or readers of SQLite.
    pub connections: usize,
    /// Those that nobody uses.
    pub idle: usize,
    /// How many there may be, or of SQLite are kept (`database.max_connections`).
    pub most_connections: usize,
}

impl StoreLoad {
    pub(super) fn register(self, registry: &mut Registry) {
        for (name, help, count) in [
            ("db_write_queue", "Writes that wait or run", self.writes),
            ("db_write_queue_limit", "Writes that may wait or run; one more is refused", self.most_writes),
            ("db_connections", "Open connections, or readers of SQLite", self.connections),
            ("db_connections_idle", "Open connections that nobody uses", self.idle),
            (
                "db_connections_limit",
                "Connections there may be, or readers of SQLite that are kept (database.max_connections)",
                self.most_connections,
            ),
        ] {
            registry.register(name, help, ConstGauge::new(count));
        }
    }
}

/// Whether this instance can work.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ability {
    /// Whether `/readyz` says so.
    pub is_ready: bool,
    /// Whether a Redis is configured and does not answer.
    pub redis_is_away: bool,
}

impl Ability {
    pub(super) fn register(self, registry: &mut Registry) {
        let ready = "Whether the database answers and a key can sign, as /readyz says";
        registry.register("ready", ready, ConstGauge::new(i64::from(self.is_ready)));
        let away = "Whether the database counts in the place of a configured Redis that does not answer";
        registry.register("redis_fallback", away, ConstGauge::new(i64::from(self.redis_is_away)));
    }
}

impl Default for Store {
    fn default() -> Self {
        let buckets = [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0];
        Self {
            read: Counter::default(),
            written: Counter::default(),
            failures: ByLabel::of("operation", Operation::texts()),
            write_seconds: Histogram::new(buckets),
            look_ups: Arc::new(Children::new(Cache::ALL.len() * Found::ALL.len(), Counter::default)),
        }
    }
}

impl Store {
    pub(super) fn register(&self, registry: &mut Registry) {
        registry.register("db_reads", "Statements outside transactions", self.read.clone());
        registry.register("db_writes", "Statements inside transactions", self.written.clone());
        let failures = "Reads and writes that the database did not do: away, full, too busy, or a fault";
        self.failures.register(registry, "db_failures", failures);
        let took = "Time of one transaction, its wait included";
        registry.register_with_unit("db_write", took, Unit::Seconds, self.write_seconds.clone());
        let looked = "What was looked up in the memory before the database";
        registry.register("cache_lookups", looked, self.look_ups.family());
        for cache in Cache::ALL.iter().filter(|cache| **cache != Cache::Other) {
            for result in Found::ALL {
                let _ = self.look_up(*cache, *result);
            }
        }
    }

    /// Counts what the database did not do.
    pub fn failures(&self, operation: Operation) -> Counter {
        self.failures.at(operation.as_str())
    }

    /// A transaction has ended, well or not.
    pub fn wrote(&self, took: Duration) {
        self.write_seconds.observe(seconds(took));
    }

    /// Something was looked up in a memory.
    pub fn looked_up(&self, cache: Cache, result: Found) {
        if let Some(count) = self.look_up(cache, result) {
            count.inc();
        }
    }

    fn look_up(&self, cache: Cache, result: Found) -> Option<&Counter> {
        let number = cache as usize * Found::ALL.len() + result as usize;
        self.look_ups.at(number, || LookUp { cache, result })
    }
}
