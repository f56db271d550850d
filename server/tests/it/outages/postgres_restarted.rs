//! PostgreSQL crashes and comes back.

use std::time::Duration;

use tokio::time::Instant;

use super::figures::{Bars, Figures};
use super::load::Load;
use super::outcome::No;
use super::site::{Ground, Site};
use super::{either, lasts, turn};
use crate::support::own::OwnPostgres;

const BARS: Bars = Bars { failed: 100.0, longest: Duration::from_secs(1), normal: Duration::from_secs(3) };

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_crashes_and_comes_back() {
    let _turn = turn().await;
    let Some(postgres) = OwnPostgres::new() else { return };
    let site = Site::start(&Ground::of(OwnPostgres::url(postgres.port)));
    let load = Load::begin(&site).await;
    load.shared.history.all_work(Instant::now()).await;
    let mut figures = Figures::new("postgres restarted", BARS, &site);
    let balancer = site.visitor("10.5.0.1");
    for _ in 0..either(20, 2) {
        let began = Instant::now();
        postgres.crash();
        lasts(5, 2).await;
        let unready = balancer.get("/readyz").await;
        assert!(matches!(&unready, Err(No::Broken(503, _))), "{unready:?}");
        figures.look(&site);
        postgres.start();
        let back = Instant::now();
        load.shared.history.all_work(back).await;
        balancer.get("/readyz").await.unwrap();
        lasts(3, 0).await;
        figures.add(&site, &load.shared, began, back);
    }
    figures.tell(&load.end(&site).await);
}
