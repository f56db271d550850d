//! A replica of Redis takes over, and has never heard of the last writes that the primary acknowledged.

use std::time::Duration;

use tokio::time::Instant;

use super::figures::{Bars, Figures};
use super::load::Load;
use super::outcome::No;
use super::redis_down::{Guesser, LIMIT};
use super::site::{Ground, Site};
use super::{either, lasts, turn};
use crate::support::databases::empty_postgres;
use crate::support::own::OwnRedis;
use crate::support::weather::{Line, Weather};

/// Guesses that are lost. A count that has gone back may have been given back by another instance, so that as many may be
/// judged once more; a limit is late then, and not off.
const LOST: usize = 2;
const BARS: Bars = Bars { failed: 0.0, longest: Duration::from_secs(2), normal: Duration::from_secs(2) };

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replica_that_lacks_the_last_writes_takes_over() {
    let _turn = turn().await;
    let (Some(database), Some(mut primary), Some(mut replica)) =
        (empty_postgres().await, OwnRedis::new(), OwnRedis::new())
    else {
        return;
    };
    let (line, copying) = (Line::to(primary.port).await, Line::to(primary.port).await);
    let ground = Ground::of(database).with_redis(OwnRedis::url(line.port));
    // Many replays come from one place, and more guesses than a day allows.
    let ground = ground.with("SIGNET__LIMITS__CLIENT_AUTH", "off").with("SIGNET__LIMITS__LOGIN_DAILY", "off");
    let site = Site::start(&ground);
    let load = Load::begin(&site).await;
    load.shared.history.all_work(Instant::now()).await;
    let mut figures = Figures::new("redis fails over", BARS, &site);
    let marked = site.visitor("10.6.0.1");
    let mut tried = 0;
    for round in 0..either(20, 2) {
        copying.turn(Weather::Fair);
        replica.follow(copying.port);
        let mut guesser = Guesser::new(site.visitor(&format!("10.6.1.{round}")));
        guesser.guess(2).await;
        copying.turn(Weather::Held);
        // The primary acknowledges these, and nobody else hears of them.
        guesser.guess(LOST).await;
        let mut assertions = Vec::new();
        for number in 0..either(100, 10) {
            let assertion = marked.asserted(&format!("once-{round}-{number}")).await.unwrap();
            marked.assert(&assertion).await.unwrap();
            assertions.push(assertion);
        }
        let began = Instant::now();
        primary.kill();
        replica.order("REPLICAOF NO ONE");
        line.lead_to(replica.port);
        let back = Instant::now();
        for assertion in &assertions {
            let replayed = marked.assert(assertion).await;
            assert!(matches!(replayed, Err(No::Refused(401, _))), "an assertion counts twice: {replayed:?}");
            tried += 1;
        }
        load.shared.history.all_work(back).await;
        lasts(3, 1).await;
        assert!(guesser.guess(LIMIT + 1).await, "the limit is off");
        let judged = guesser.judged;
        assert!((LIMIT..=LIMIT + LOST).contains(&judged), "{judged} guesses were judged");
        figures.add(&site, &load.shared, began, back + Duration::from_secs(2));
        // The one that was killed comes back as the replica of the next round.
        primary.start();
        std::mem::swap(&mut primary, &mut replica);
        copying.turn(Weather::Fair);
        copying.lead_to(primary.port);
    }
    figures.look(&site);
    figures.note(format!("assertions accepted twice 0 of {tried}"));
    figures.tell(&load.end(&site).await);
}
