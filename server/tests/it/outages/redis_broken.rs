//! Redis answers and is of no use: full, a replica, closed to us, or holding something else under our names. Then it counts
//! as away.

use std::time::Duration;

use tokio::time::Instant;

use super::figures::{Bars, Figures};
use super::load::Load;
use super::redis_down::{Guesser, LIMIT};
use super::site::{Ground, Site};
use super::{lasts, turn};
use crate::support::databases::empty_postgres;
use crate::support::own::OwnRedis;

const BARS: Bars = Bars { failed: 0.0, longest: Duration::from_secs(2), normal: Duration::from_secs(2) };

/// Each is an order that breaks it, and one that mends it.
const FAULTS: [(&str, &str, &str); 6] = [
    ("full", "CONFIG SET maxmemory 1", "CONFIG SET maxmemory 0"),
    (
        "full, and evicts",
        "CONFIG SET maxmemory 1 maxmemory-policy allkeys-random",
        "CONFIG SET maxmemory 0 maxmemory-policy noeviction",
    ),
    ("a replica", "REPLICAOF 127.0.0.1 1", "REPLICAOF NO ONE"),
    ("without the right to write", "ACL SETUSER default -@write", "ACL SETUSER default +@all"),
    // An order comes over a connection of its own: one that is there stays let in.
    ("with another password", "CONFIG SET requirepass other", "AUTH other\r\nCONFIG SET requirepass \"\""),
    (
        "with other types under our names",
        "EVAL \"for _, name in ipairs(redis.call('KEYS', '*')) do redis.call('DEL', name) redis.call('RPUSH', name, 'x') \
         end return redis.status_reply('OK')\" 0",
        "FLUSHALL",
    ),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redis_answers_and_is_of_no_use() {
    let _turn = turn().await;
    let (Some(database), Some(redis)) = (empty_postgres().await, OwnRedis::new()) else { return };
    let ground = Ground::of(database).with_redis(OwnRedis::url(redis.port));
    // Counted with every request, so that each would notice.
    let site = Site::start(&ground.with("SIGNET__LIMITS__TOKEN", "1000000/1m"));
    let load = Load::begin(&site).await;
    load.shared.history.all_work(Instant::now()).await;
    let mut figures = Figures::new("redis broken", BARS, &site);
    for (number, (name, begin, end)) in FAULTS.into_iter().enumerate() {
        let told = |words: &str| site.instances[0].server.lines(words).len();
        let before = told("redis does not answer");
        let mut guesser = Guesser::new(site.visitor(&format!("10.7.0.{number}")));
        guesser.guess(2).await;
        let began = Instant::now();
        redis.order(begin);
        if name.contains("password") {
            redis.ask("AUTH other\r\nCLIENT KILL TYPE normal");
        }
        guesser.guess(2).await;
        lasts(10, 1).await;
        figures.look(&site);
        redis.order(end);
        let back = Instant::now();
        load.shared.history.all_work(back).await;
        lasts(3, 2).await;
        assert!(guesser.guess(LIMIT + 1).await, "{name}: the limit is off");
        assert_eq!(guesser.judged, LIMIT, "{name}: guesses were judged beyond the limit");
        assert!(told("redis does not answer") > before, "{name}: nobody was told");
        figures.add(&site, &load.shared, began, back);
        // It counts there again: without that the next fault would be none.
        for _ in 0..200 {
            if told("redis answers again") >= told("redis does not answer") {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert_eq!(
            told("redis answers again"),
            told("redis does not answer"),
            "{name}: it is not found again"
        );
    }
    // The driver (redis 1.8) counts below zero where MULTI itself is refused, which ends its task in a debug build: to us it
    // is a connection that is gone.
    let mut panics = site.instances[0].server.lines(" panicked at ");
    panics.retain(|line| !line.contains("/redis-1."));
    assert!(panics.is_empty(), "{panics:#?}");
    figures.tell(&load.end(&site).await);
}
