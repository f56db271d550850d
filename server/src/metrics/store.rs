//! The database, what waits for it, and what is remembered of it; whether SQL stands in for Redis.

use std::sync::Arc;
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use super::children::Children;
use super::label::label;
use super::{seconds, whole};

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
struct By {
    operation: Operation,
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
    failures: Family<By, Counter>,
    write_seconds: Histogram,
    look_ups: Arc<Children<LookUp, Counter>>,
    queue: Gauge,
    longest_queue: Gauge,
    connections: Gauge,
    idle: Gauge,
    most: Gauge,
    ready: Gauge,
    redis_away: Gauge,
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
    /// How many there may be (`database.max_connections`).
    pub most_connections: usize,
}

impl Default for Store {
    fn default() -> Self {
        let buckets = [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0];
        Self {
            read: Counter::default(),
            written: Counter::default(),
            failures: Family::default(),
            write_seconds: Histogram::new(buckets),
            look_ups: Arc::new(Children::new(Cache::ALL.len() * Found::ALL.len(), Counter::default)),
            queue: Gauge::default(),
            longest_queue: Gauge::default(),
            connections: Gauge::default(),
            idle: Gauge::default(),
            most: Gauge::default(),
            ready: Gauge::default(),
            redis_away: Gauge::default(),
        }
    }
}

impl Store {
    pub(super) fn register(&self, registry: &mut Registry) {
        registry.register("db_reads", "Statements outside transactions", self.read.clone());
        registry.register("db_writes", "Statements inside transactions", self.written.clone());
        let failures = "Reads and writes that the database did not do: away, full, too busy, or a fault";
        registry.register("db_failures", failures, self.failures.clone());
        for operation in Operation::ALL {
            drop(self.failures.get_or_create(&By { operation: *operation }));
        }
        let took = "Time of one transaction, its wait included";
        registry.register_with_unit("db_write", took, Unit::Seconds, self.write_seconds.clone());
        let looked = "What was looked up in the memory before the database";
        registry.register("cache_lookups", looked, self.look_ups.family());
        for cache in Cache::ALL.iter().filter(|cache| **cache != Cache::Other) {
            for result in Found::ALL {
                let _ = self.look_up(*cache, *result);
            }
        }
        registry.register("db_write_queue", "Writes that wait or run", self.queue.clone());
        let longest = "Writes that may wait or run; one more is refused";
        registry.register("db_write_queue_limit", longest, self.longest_queue.clone());
        registry.register(
            "db_connections",
            "Open connections, or readers of SQLite",
            self.connections.clone(),
        );
        registry.register("db_connections_idle", "Open connections that nobody uses", self.idle.clone());
        let most = "Connections there may be (database.max_connections)";
        registry.register("db_connections_limit", most, self.most.clone());
        let ready = "Whether the database answers and a key can sign, as /readyz says";
        registry.register("ready", ready, self.ready.clone());
        let away = "Whether the database counts in the place of a configured Redis that does not answer";
        registry.register("redis_fallback", away, self.redis_away.clone());
    }

    /// Counts what the database did not do.
    pub fn failures(&self, operation: Operation) -> Counter {
        self.failures.get_or_create_owned(&By { operation })
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

    /// What the database is at right now, whether we can work, and whether Redis is away.
    pub fn sample(&self, load: StoreLoad, is_ready: bool, redis_is_away: bool) {
        self.queue.set(whole(load.writes));
        self.longest_queue.set(whole(load.most_writes));
        self.connections.set(whole(load.connections));
        self.idle.set(whole(load.idle));
        self.most.set(whole(load.most_connections));
        self.ready.set(i64::from(is_ready));
        self.redis_away.set(i64::from(redis_is_away));
    }
}
