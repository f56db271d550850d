//! What an operator watches: counters, gauges and histograms, in the words of Prometheus.
//!
//! Pure: it counts what others tell it, and asks nothing. A family of metrics is a file. May import `protocol` and
//! `model`; prometheus-client is spoken here alone. [`Metrics`] is a value of `app::Services`, not a global: a process
//! may run several servers. What a lower room counts (store, limits, password hashes) that room holds itself, and
//! [`Metrics::new`] is handed a clone.
//!
//! No label takes its value from outside: each is an enum of ours (`label!`), a name of ours or a registered word of the protocol. A
//! caller can make a series grow, never make one.
//!
//! **To add a metric:** a field in its family's file with its line in `register`, and where it happens a call. What is a
//! state and not an event is part of [`Present`], which `web::operator::metrics` makes anew for each scrape: two at once
//! do not write into each other. What an alert or the dashboard asks for must be there from the first scrape on, so its
//! labels are made in `register`.

mod by_label;
mod certificate;
mod children;
mod label;

pub mod hashing;
pub mod keys;
pub mod limits;
pub mod mail;
pub mod outbound;
pub mod process;
pub mod refusals;
pub mod requests;
pub mod route;
pub mod second_factors;
pub mod sign_ins;
pub mod store;
pub mod tokens;
pub mod upkeep;

use std::fmt;

use chrono::{DateTime, Utc};
use prometheus_client::encoding::text;
use prometheus_client::registry::Registry;

pub use prometheus_client::metrics::counter::Counter;

use self::hashing::{HashLoad, Hashing};
use self::keys::{KeyAges, Signatures};
use self::limits::Limits;
use self::mail::{Mails, Outbox};
use self::outbound::Outbound;
use self::process::Usage;
use self::refusals::Refusals;
use self::requests::Requests;
use self::second_factors::SecondFactors;
use self::sign_ins::SignIns;
use self::store::{Ability, Store, StoreLoad};
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
    /// Second factors that were shown.
    pub second_factors: SecondFactors,
    /// Tokens that were given out, and those that came twice.
    pub tokens: Tokens,
    /// Registered errors that were told.
    pub refusals: Refusals,
    /// Limits that were reached.
    pub limits: Limits,
    /// Mails.
    pub mail: Mails,
    /// What goes on in the background.
    pub upkeep: Upkeep,
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
    /// By `outbound`.
    pub outbound: Outbound,
    /// By `keys`.
    pub signatures: Signatures,
}

/// How things stand at the moment of a scrape.
#[derive(Debug, Default)]
pub struct Present {
    /// Whether this instance can work.
    pub ability: Ability,
    /// What the database is at.
    pub store: StoreLoad,
    /// What the hasher of passwords is at.
    pub hashing: HashLoad,
    /// How old the keys are.
    pub keys: KeyAges,
    /// What waits to be sent.
    pub outbox: Outbox,
    /// Until when the TLS certificate counts; `None` where a proxy speaks TLS.
    pub certificate_ends: Option<DateTime<Utc>>,
    /// What the process uses.
    pub process: Usage,
}

impl Present {
    fn registry(&self) -> Registry {
        let mut registry = Registry::default();
        self.process.register(&mut registry);
        let ours = registry.sub_registry_with_prefix("signet");
        self.ability.register(ours);
        self.store.register(ours);
        self.hashing.register(ours);
        self.keys.register(ours);
        self.outbox.register(ours);
        certificate::register(self.certificate_ends, ours);
        registry
    }
}

impl Metrics {
    /// Everything at zero, and what lower rooms have counted so far. `started_at` is when this process began to serve.
    pub fn new(counted: Counted, started_at: DateTime<Utc>) -> Self {
        let mut registry = Registry::default();
        process::register(&mut registry, started_at);
        let ours = registry.sub_registry_with_prefix("signet");
        counted.hashing.register(ours);
        counted.store.register(ours);
        counted.limits.register(ours);
        counted.outbound.register(ours);
        counted.signatures.register(ours);
        Self {
            requests: Requests::register(ours),
            sign_ins: SignIns::register(ours),
            second_factors: SecondFactors::register(ours),
            tokens: Tokens::register(ours),
            refusals: Refusals::register(ours),
            limits: counted.limits,
            mail: Mails::register(ours),
            upkeep: Upkeep::register(ours),
            registry,
        }
    }

    /// All of it as OpenMetrics text, which Prometheus reads.
    pub fn text(&self, present: &Present) -> String {
        let mut text = String::with_capacity(32 * 1024);
        let written = text::encode_registry(&mut text, &self.registry)
            .and_then(|()| text::encode(&mut text, &present.registry()));
        // Writing to a text fails only where a label cannot be written, and ours are words.
        if written.is_err() {
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

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::model::signing_key::KeyPurpose;
    use crate::protocol::signing_algorithm::SigningAlgorithm;

    /// Two scrapes at once write nothing into each other, however they mix.
    #[test]
    fn a_scrape_tells_its_own_moment_and_nothing_of_another() {
        let metrics = Metrics::new(Counted::default(), DateTime::UNIX_EPOCH);
        let at = |algorithm, cpu_seconds| {
            let ages = vec![(KeyPurpose::Signing(algorithm), TimeDelta::hours(1))];
            let keys = KeyAges { ages, ..KeyAges::default() };
            Present { keys, process: Usage { cpu_seconds, ..Usage::default() }, ..Present::default() }
        };
        let (early, late) = (at(SigningAlgorithm::RS256, 1.5), at(SigningAlgorithm::ES256, 2.5));
        for (present, algorithm, cpu) in [(&late, "ES256", "2.5"), (&early, "RS256", "1.5")] {
            let text = metrics.text(present);
            let ages: Vec<_> =
                text.lines().filter(|line| line.starts_with("signet_signing_key_age_seconds{")).collect();
            let age = format!("signet_signing_key_age_seconds{{algorithm=\"{algorithm}\"}} 3600.0");
            assert_eq!(ages, [&age]);
            assert!(text.contains(&format!("process_cpu_seconds_total {cpu}\n")), "{text}");
            assert!(text.ends_with("# EOF\n") && text.matches("# EOF").count() == 1, "{text}");
        }
    }

    #[test]
    fn a_certificate_has_a_series_where_there_is_one() {
        let metrics = Metrics::new(Counted::default(), DateTime::UNIX_EPOCH);
        let name = "signet_tls_certificate_ends_timestamp_seconds";
        assert!(!metrics.text(&Present::default()).contains(name));
        let certificate_ends = Some(DateTime::UNIX_EPOCH + TimeDelta::days(1));
        let text = metrics.text(&Present { certificate_ends, ..Present::default() });
        assert!(text.contains(&format!("{name} 86400\n")), "{text}");
    }
}
