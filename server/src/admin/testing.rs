//! An office over a migrated database of its own.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value};

use super::keys::KeyPolicy;
use super::{Office, PasswordPolicy};
use crate::authn::password_hash::{Bounds, Cost, PasswordHasher};
use crate::clock::{Clock as _, ManualClock, from_millis};
use crate::config::value::PasswordRules;
use crate::entropy::{SeededEntropy, SystemEntropy};
use crate::keys::rotation::Schedule;
use crate::protocol::signing_algorithm::SigningAlgorithm;
use crate::sealing::master_key::MasterKey;
use crate::sealing::sealer::Sealer;
use crate::store::auth_events::{self, Filter};
use crate::store::testing::{Scratch, migrated};

pub(super) struct Desk {
    pub(super) scratch: Scratch,
    pub(super) office: Office,
    pub(super) clock: Arc<ManualClock>,
}

impl Desk {
    pub(super) async fn open() -> Self {
        Self::over(migrated().await)
    }

    pub(super) fn over(scratch: Scratch) -> Self {
        let clock = Arc::new(ManualClock::at(from_millis(1_800_000_000_000)));
        let cost = Cost { memory_kib: 64, iterations: 1, parallelism: 1 };
        let bounds = Bounds { at_once: 2, queue: 256, wait: Duration::from_mins(1) };
        let office = Office {
            db: scratch.db.clone(),
            sealer: sealer(1, None),
            entropy: Arc::new(SystemEntropy),
            clock: Arc::<ManualClock>::clone(&clock),
            passwords: Arc::new(PasswordHasher::new(cost, bounds, &SystemEntropy).unwrap()),
            issuer: Some("https://id.example.com".parse().unwrap()),
            is_dev: false,
            keys: policy(),
            quarantine: Some(chrono::TimeDelta::days(30)),
            // What most tests type is not about rules.
            password_policy: PasswordPolicy {
                rules: PasswordRules::Composition,
                brand: "Signet".to_owned(),
                is_ignored: true,
            },
            stationery: None,
        };
        Self { scratch, office, clock }
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// The kinds of events so far, oldest first.
    pub(super) async fn events(&self) -> Vec<String> {
        let filter = Filter { limit: 1000, ..Filter::default() };
        let events = auth_events::list(self.office.db.reader(), &filter).await.unwrap();
        let mut kinds: Vec<_> =
            events.into_iter().map(|entry| (entry.event.at, entry.event.id, entry.event.kind)).collect();
        kinds.sort();
        kinds.into_iter().map(|(_, _, kind)| kind).collect()
    }

    /// Whether these bytes are anywhere in the files of the database.
    pub(super) fn at_rest(&self, needle: &str) -> bool {
        let files = std::fs::read_dir(self.scratch.dir()).unwrap();
        let holds = |path: std::path::PathBuf| {
            let bytes = std::fs::read(path).unwrap();
            bytes.windows(needle.len()).any(|window| window == needle.as_bytes())
        };
        files.into_iter().any(|file| holds(file.unwrap().path()))
    }
}

/// Quick algorithms, and a pace that a test can walk.
pub(super) fn policy() -> KeyPolicy {
    KeyPolicy {
        schedule: Schedule {
            rotate_every: TimeDelta::days(90),
            publish_ahead: TimeDelta::days(1),
            verify_for: TimeDelta::hours(2),
            recognise_for: TimeDelta::days(91),
        },
        algorithms: vec![SigningAlgorithm::RS256, SigningAlgorithm::ES256],
        default_algorithm: SigningAlgorithm::RS256,
        rsa_bits: 2048,
    }
}

/// A sealer whose master keys follow from the seeds.
pub(super) fn sealer(current: u64, previous: Option<u64>) -> Arc<Sealer> {
    let key = |seed| MasterKey::generate(&SeededEntropy::new(seed));
    Arc::new(Sealer::new(&key(current), previous.map(key).as_ref()))
}

/// The object that this JSON is.
pub(super) fn object(json: Value) -> Map<String, Value> {
    let Value::Object(object) = json else {
        panic!("an object is expected");
    };
    object
}
