//! Of several instances one does the work.

use std::sync::Arc;

use chrono::TimeDelta;

use super::lease::Lease;
use crate::app::Services;
use crate::boot::{self, Plan};
use crate::clock::{ManualClock, from_millis};
use crate::config::{self, Flag, Sources};
use crate::entropy::SystemEntropy;
use crate::sealing::master_key::MasterKey;
use crate::store::testing;

async fn services(clock: &Arc<ManualClock>, address: &str) -> Arc<Services> {
    let flag = |key, value: &str| Flag { key, value: value.to_owned(), name: "test" };
    let flags = vec![
        flag("database.url", address),
        flag("keys.algorithms", r#"["ES256"]"#),
        flag("keys.default_algorithm", "ES256"),
    ];
    let sources = Sources { file: None, working_directory: None, environment: Vec::new(), flags };
    let plan = Plan {
        config: config::load(&sources).unwrap(),
        issuer: "http://localhost:8080".parse().unwrap(),
        is_dev: false,
        master_key: MasterKey::of([7; 32]),
        previous_master_key: None,
        clock: Arc::<ManualClock>::clone(clock),
        entropy: Arc::new(SystemEntropy),
    };
    let office = boot::office(&plan).await.unwrap();
    boot::services(plan, office, None).await.unwrap()
}

#[tokio::test]
async fn one_instance_has_the_work_until_it_gives_it_up_or_vanishes() {
    let scratch = testing::migrated().await;
    let clock = Arc::new(ManualClock::at(from_millis(1_800_000_000_000)));
    let services = services(&clock, scratch.address()).await;
    let (one, two) = (Lease::of(&services), Lease::of(&services));
    assert!(one.is_ours().await && !two.is_ours().await);
    for _ in 0..5 {
        clock.advance(TimeDelta::seconds(40));
        assert!(one.is_ours().await && !two.is_ours().await, "who is there keeps it");
    }
    one.give_up().await;
    clock.advance(TimeDelta::seconds(31));
    assert!(two.is_ours().await, "what was given up need not end first");
    assert!(!one.is_ours().await);
    clock.advance(TimeDelta::seconds(61));
    assert!(one.is_ours().await, "the other one has not been heard of for a minute");
    assert!(!two.is_ours().await, "and notices when it comes back");
    // A clock that is set right again.
    clock.advance(-TimeDelta::hours(5));
    assert!(one.is_ours().await);
    services.db.close().await;
    clock.advance(TimeDelta::seconds(61));
    assert!(!one.is_ours().await, "who cannot ask does nothing");
}
