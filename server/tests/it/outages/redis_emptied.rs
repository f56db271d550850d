//! Redis is emptied, or comes back empty: nothing that was used up is usable again.

use std::time::Duration;

use tokio::time::Instant;

use super::figures::{Bars, Figures};
use super::load::Load;
use super::outcome::No;
use super::redis_down::{Guesser, LIMIT};
use super::site::{Ground, Site};
use super::{either, turn};
use crate::support::databases::empty_postgres;
use crate::support::own::OwnRedis;

const BARS: Bars = Bars { failed: 0.0, longest: Duration::from_secs(2), normal: Duration::from_secs(2) };

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redis_is_emptied() {
    let _turn = turn().await;
    let (Some(database), Some(mut redis)) = (empty_postgres().await, OwnRedis::new()) else { return };
    let ground = Ground::of(database).with_redis(OwnRedis::url(redis.port));
    // Many replays come from one place, and more guesses than a day allows.
    let ground = ground.with("SIGNET__LIMITS__CLIENT_AUTH", "off").with("SIGNET__LIMITS__LOGIN_DAILY", "off");
    let site = Site::start(&ground);
    let load = Load::begin(&site).await;
    load.shared.history.all_work(Instant::now()).await;
    let mut figures = Figures::new("redis emptied", BARS, &site);
    let marked = site.visitor("10.3.0.1");
    let mut assertions = Vec::new();
    for number in 0..either(100, 10) {
        let assertion = marked.asserted(&format!("once-{number}")).await.unwrap();
        marked.assert(&assertion).await.unwrap();
        assertions.push(assertion);
    }
    let mut tried = 0;
    for round in 0..either(100, 4) {
        let mut guesser = Guesser::new(site.visitor(&format!("10.3.1.{round}")));
        guesser.guess(2).await;
        let began = Instant::now();
        if round % 2 == 0 {
            redis.order("FLUSHALL");
        } else {
            redis.kill();
            redis.start();
        }
        let back = Instant::now();
        for assertion in &assertions {
            let replayed = marked.assert(assertion).await;
            assert!(matches!(replayed, Err(No::Refused(401, _))), "an assertion counts twice: {replayed:?}");
            tried += 1;
        }
        load.shared.history.all_work(back).await;
        assert!(guesser.guess(LIMIT + 1).await, "the limit is off");
        assert_eq!(guesser.judged, LIMIT, "guesses were judged beyond the limit");
        figures.add(&site, &load.shared, began, back + Duration::from_secs(2));
    }
    figures.look(&site);
    figures.note(format!("assertions accepted twice 0 of {tried}"));
    figures.tell(&load.end(&site).await);
}
