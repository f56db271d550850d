//! PostgreSQL says nothing: its processes stand still, or the network swallows what is sent.

use std::time::Duration;

use tokio::time::Instant;

use super::figures::{Bars, Figures};
use super::load::Load;
use super::site::{Ground, Site};
use super::{lasts, turn};
use crate::support::own::OwnPostgres;
use crate::support::weather::{Line, Weather};

const BARS: Bars = Bars { failed: 100.0, longest: Duration::from_secs(5), normal: Duration::from_secs(5) };

async fn hangs(name: &'static str, begin: impl Fn(&OwnPostgres, &Line), end: impl Fn(&OwnPostgres, &Line)) {
    let _turn = turn().await;
    let Some(postgres) = OwnPostgres::new() else { return };
    let line = Line::to(postgres.port).await;
    // Longer than the silence: a client that asks again after it is still answered.
    let ground = Ground::of(OwnPostgres::url(line.port)).with("SIGNET__TOKENS__REFRESH_GRACE", "2m");
    let site = Site::start(&ground);
    let load = Load::begin(&site).await;
    load.shared.history.all_work(Instant::now()).await;
    let mut figures = Figures::new(name, BARS, &site);
    let began = Instant::now();
    begin(&postgres, &line);
    lasts(60, 7).await;
    figures.look(&site);
    end(&postgres, &line);
    let back = Instant::now();
    load.shared.history.all_work(back).await;
    lasts(5, 0).await;
    figures.add(&site, &load.shared, began, back);
    figures.tell(&load.end(&site).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_stands_still() {
    hangs("postgres frozen", |postgres, _| postgres.freeze(), |postgres, _| postgres.thaw()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_network_swallows_what_is_sent_to_postgres() {
    let (begin, end) = (Weather::Silent, Weather::Fair);
    hangs("postgres unreachable", move |_, line| line.turn(begin), move |_, line| line.turn(end)).await;
}
