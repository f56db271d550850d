//! One instance: the real boot, under a plan of the test's.

use std::net::SocketAddr;
use std::sync::Arc;

use axum_server::Handle;
use signet::admin;
use signet::app::Services;
use signet::boot::{self, Plan};
use signet::clock::{Clock, ManualClock, from_millis};
use signet::config::{self, Flag, Sources};
use signet::entropy::SystemEntropy;
use signet::sealing::master_key::MasterKey;
use signet::store::schema;
use signet::upkeep;
use signet::web::Site;
use signet::web::server::Sockets;
use tokio::task::JoinSet;

/// 2026-01-01T00:00:00Z
pub(super) const START: i64 = 1_767_225_600_000;
/// What every test seals under.
pub const MASTER_KEY: &str = "3q2+78r+ur4AESIzRFVmd4iZqrvM3e7/ABEiM0RVZnc=";

/// Starts an instance.
pub(super) async fn serve(
    plan: Plan,
    sockets: Sockets,
    is_quiet: bool,
    handles: &mut Vec<Handle<SocketAddr>>,
    tasks: &mut JoinSet<()>,
) -> Arc<Services> {
    let office = boot::office(&plan).await.unwrap();
    let services = boot::services(plan, office, None).await.unwrap();
    let brand = boot::brand(&services.config).unwrap();
    let handle = Handle::new();
    if !is_quiet {
        let mut upkeep = upkeep::start(&services);
        tasks.spawn(async move {
            while let Some(ended) = upkeep.join_next().await {
                ended.expect("no chore panics");
            }
        });
    }
    let served = sockets.serve(Site::new(services.clone(), brand), None, handle.clone());
    tasks.spawn(async move { served.await.unwrap() });
    handles.push(handle);
    services
}

/// The settings that every test has, unless it sets its own.
pub(super) fn plan(
    database_url: &str,
    issuer: &str,
    flags: Vec<(&'static str, String)>,
    clock: Arc<dyn Clock>,
) -> Plan {
    let flag = |(key, value)| Flag { key, value, name: "--test" };
    let mut all = vec![
        ("database.url", database_url.to_owned()),
        ("keys.rsa_bits", "2048".to_owned()),
        ("server.issuer", issuer.to_owned()),
        // A test may fail often; those of the limit set their own.
        ("limits.client_auth", "1000/1m".to_owned()),
    ];
    all.retain(|(key, _)| !flags.iter().any(|(set, _)| set == key));
    all.extend(flags);
    let sources = Sources { flags: all.into_iter().map(flag).collect(), ..Sources::default() };
    let config = config::load(&sources).unwrap_or_else(|errors| panic!("{errors}"));
    Plan {
        issuer: issuer.parse().unwrap(),
        config,
        is_dev: false,
        master_key: MasterKey::parse(MASTER_KEY).unwrap(),
        previous_master_key: None,
        clock,
        entropy: Arc::new(SystemEntropy),
    }
}

/// Migrates a database and makes its keys: what each test then copies.
pub async fn prepare_template(database_url: &str) {
    let clock = Arc::new(ManualClock::at(from_millis(START)));
    let plan = plan(database_url, "http://localhost:1", Vec::new(), clock);
    schema::migrate(database_url, plan.clock.now()).await.unwrap();
    let office = boot::office(&plan).await.unwrap();
    admin::keys::keep_up(&office).await.unwrap();
    office.db.close().await;
}
