//! Redis is slow, stands still, or the network swallows what is sent to it.

use std::time::Duration;

use tokio::time::Instant;

use super::figures::{Bars, Figures};
use super::load::Load;
use super::redis_down::{Guesser, LIMIT};
use super::site::{Ground, Site};
use super::{either, is_long, lasts, turn};
use crate::support::databases::empty_postgres;
use crate::support::own::OwnRedis;
use crate::support::weather::{Line, Weather};

const BARS: Bars = Bars { failed: 0.0, longest: Duration::from_secs(2), normal: Duration::from_secs(2) };

type Fault<'a> = (&'static str, Box<dyn Fn() + 'a>, Box<dyn Fn() + 'a>);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redis_is_slow_or_silent() {
    let _turn = turn().await;
    let (Some(database), Some(redis)) = (empty_postgres().await, OwnRedis::new()) else { return };
    let line = Line::to(redis.port).await;
    let ground = Ground::of(database).with_redis(OwnRedis::url(line.port));
    // Counted with every request, so that each would wait for it.
    let site = Site::start(&ground.with("SIGNET__LIMITS__TOKEN", "1000000/1m"));
    let load = Load::begin(&site).await;
    let quiet = Instant::now();
    lasts(10, 1).await;
    load.shared.history.all_work(quiet).await;
    let usual = load.shared.history.token_p99(quiet, Instant::now());
    let mut figures = Figures::new("redis slow or silent", BARS, &site);
    let faults: [Fault<'_>; 4] = [
        (
            "slow",
            Box::new(|| line.turn(Weather::Slow(Duration::from_millis(500)))),
            Box::new(|| line.turn(Weather::Fair)),
        ),
        (
            "paused",
            // It ends by itself: an order to end it would wait too.
            Box::new(|| redis.order(&format!("CLIENT PAUSE {} ALL", either(30_000, 2_000)))),
            Box::new(|| ()),
        ),
        ("frozen", Box::new(|| redis.freeze()), Box::new(|| redis.thaw())),
        ("silent", Box::new(|| line.turn(Weather::Silent)), Box::new(|| line.turn(Weather::Fair))),
    ];
    for (number, (name, begin, end)) in faults.iter().enumerate() {
        let mut guesser = Guesser::new(site.visitor(&format!("10.2.0.{number}")));
        guesser.guess(2).await;
        let began = Instant::now();
        begin();
        guesser.guess(2).await;
        lasts(30, 2).await;
        end();
        let back = Instant::now();
        load.shared.history.all_work(back).await;
        lasts(3, 2).await;
        assert!(guesser.guess(LIMIT + 1).await, "{name}: the limit is off");
        assert_eq!(guesser.judged, LIMIT, "{name}: guesses were judged beyond the limit");
        figures.add(&site, &load.shared, began, back);
        let p99 = load.shared.history.token_p99(began, back);
        figures.note(format!("{name}: token p99 {p99:.0?}"));
        assert!(
            !is_long() || p99 <= 2 * usual + Duration::from_millis(100),
            "{name}: {p99:?} against {usual:?}"
        );
        // It counts in Redis again: without that the next fault would be none.
        let heard = || site.instances[0].server.lines("redis answers again").len() > number;
        for _ in 0..either(20, 200) {
            if heard() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert!(heard(), "{name}: Redis is back and was not found");
    }
    figures.look(&site);
    figures.note(format!("token p99 before {usual:.0?}"));
    figures.tell(&load.end(&site).await);
}
