//! Redis is away at the start, comes, dies and comes back: only counts notice, and no limit is off.

use std::time::Duration;

use tokio::time::Instant;

use super::figures::{Bars, Figures};
use super::load::Load;
use super::outcome::No;
use super::site::{Ground, Site};
use super::visitor::Visitor;
use super::{either, lasts, turn};
use crate::support::databases::empty_postgres;
use crate::support::own::OwnRedis;

const BARS: Bars = Bars { failed: 0.0, longest: Duration::from_secs(2), normal: Duration::from_secs(2) };
/// `limits.login_account`.
pub const LIMIT: usize = 5;

/// Somebody who guesses one account's password from one place.
pub struct Guesser {
    visitor: Visitor,
    /// Guesses that were looked at.
    pub judged: usize,
}

impl Guesser {
    pub fn new(visitor: Visitor) -> Self {
        Self { visitor, judged: 0 }
    }

    /// Guesses so many times; whether a limit stopped the last one.
    pub async fn guess(&mut self, times: usize) -> bool {
        let mut stopped = false;
        let page = self.visitor.page_of_sign_in("web", "https://rp.test/cb").await.unwrap();
        for _ in 0..times {
            match self.visitor.try_password(&page, "charles", "not this one").await {
                Err(No::Refused(429, _)) => stopped = true,
                Err(No::Refused(400, _)) => {
                    self.judged += 1;
                    stopped = false;
                }
                // Nobody counted it, so nobody looked at it.
                Err(No::Unavailable) => {}
                other => panic!("{other:?}"),
            }
        }
        stopped
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redis_dies_and_comes_back() {
    let _turn = turn().await;
    let (Some(database), Some(mut redis)) = (empty_postgres().await, OwnRedis::new()) else { return };
    redis.kill();
    let site = Site::start(&Ground::of(database).with_redis(OwnRedis::url(redis.port)));
    let load = Load::begin(&site).await;
    redis.start();
    site.instances[0].server.line("redis answers again");
    load.shared.history.all_work(Instant::now()).await;
    let mut figures = Figures::new("redis down", BARS, &site);
    let rounds = either(10, 1);
    for round in 0..rounds {
        let mut guesser = Guesser::new(site.visitor(&format!("10.1.0.{round}")));
        assert!(!guesser.guess(2).await);
        let began = Instant::now();
        redis.kill();
        guesser.guess(2).await;
        lasts(5, 3).await;
        redis.start();
        let back = Instant::now();
        load.shared.history.all_work(back).await;
        lasts(2, 2).await;
        assert!(guesser.guess(LIMIT + 1).await, "the limit is off");
        assert_eq!(guesser.judged, LIMIT, "guesses were judged beyond the limit");
        // It is the same account from elsewhere that is not limited, and the workers who are not hindered.
        assert!(!Guesser::new(site.visitor(&format!("10.1.1.{round}"))).guess(1).await);
        figures.add(&site, &load.shared, began, back);
        figures.look(&site);
    }
    figures.note(format!("limits bypassed 0 of {rounds} times"));
    figures.tell(&load.end(&site).await);
}
