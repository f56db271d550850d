//! One contract for every implementation, and what happens when Redis is away.

use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use tokio::net::TcpListener;
use tokio::time::{Instant, sleep};

use super::*;
use crate::clock::{Clock as _, SystemClock};
use crate::store::testing::{self, Scratch};

/// An implementation to be held to the contract.
pub(in crate::ephemeral) struct Place {
    pub(in crate::ephemeral) name: &'static str,
    pub(in crate::ephemeral) lossy: Arc<dyn Lossy>,
    scratch: Scratch,
}

impl Place {
    /// A text that no other test uses.
    pub(in crate::ephemeral) fn unlike_any_other(&self, name: &str) -> String {
        self.scratch.key(name)
    }

    pub(in crate::ephemeral) async fn close(&self) {
        self.scratch.db.close().await;
    }

    fn key(&self, name: &str) -> Key {
        Key::of("test", &[&self.unlike_any_other(name)])
    }
}

/// Every implementation there is.
pub(in crate::ephemeral) async fn places() -> Vec<Place> {
    let mut all = Vec::new();
    for (name, scratch) in testing::databases().await {
        all.push(Place { name, lossy: Arc::new(Sql::new(scratch.db.clone())), scratch });
    }
    if let Some(redis) = redis() {
        all.push(Place { name: "redis", lossy: Arc::new(redis), scratch: testing::sqlite().await });
    }
    let scratch = testing::sqlite().await;
    let nobody = Redis::open("redis://127.0.0.1:1/", "signet-test:").unwrap();
    let lossy = Arc::new(Guarded::new(nobody, Sql::new(scratch.db.clone())));
    all.push(Place { name: "redis that is down, and sql", lossy, scratch });
    all
}

/// What the system's clock shows: Redis has no other.
pub(in crate::ephemeral) fn present() -> DateTime<Utc> {
    SystemClock.now()
}

fn redis() -> Option<Redis> {
    let address = testing::setting("SIGNET_TEST_REDIS_URL")?;
    Some(Redis::open(&address, "signet-test:").unwrap())
}

#[tokio::test]
async fn a_value_is_there_until_it_expires_or_is_deleted() {
    for place in places().await {
        let (key, name, lossy) = (place.key("value"), place.name, &place.lossy);
        let now = present();
        assert_eq!(lossy.read(&key, now).await.unwrap(), None, "{name}");
        lossy.put(&key, b"one", TimeDelta::milliseconds(400), now).await.unwrap();
        lossy.put(&key, b"two", TimeDelta::milliseconds(400), now).await.unwrap();
        let value = lossy.read(&key, present()).await.unwrap();
        assert_eq!(value.as_deref(), Some(&b"two"[..]), "{name}");
        sleep(Duration::from_millis(500)).await;
        assert_eq!(lossy.read(&key, present()).await.unwrap(), None, "{name}");
        lossy.put(&key, b"three", TimeDelta::minutes(1), present()).await.unwrap();
        lossy.delete(&key).await.unwrap();
        assert_eq!(lossy.read(&key, present()).await.unwrap(), None, "{name}");
    }
}

#[tokio::test]
async fn a_count_begins_a_window_and_does_not_prolong_it() {
    for place in places().await {
        let (key, name, lossy) = (place.key("count"), place.name, &place.lossy);
        let window = TimeDelta::milliseconds(600);
        assert_eq!(lossy.tally(&key, present()).await.unwrap(), None, "{name}");
        let first = lossy.count(&key, window, present()).await.unwrap();
        sleep(Duration::from_millis(200)).await;
        let second = lossy.count(&key, window, present()).await.unwrap();
        assert_eq!((first.count, second.count), (1, 2), "{name}");
        let drift = (second.ends_at - first.ends_at).abs();
        assert!(drift < TimeDelta::milliseconds(50), "{name}: {drift}");
        let tally = lossy.tally(&key, present()).await.unwrap().unwrap();
        assert_eq!(tally.count, 2, "{name}");
        sleep(Duration::from_millis(500)).await;
        assert_eq!(lossy.tally(&key, present()).await.unwrap(), None, "{name}");
        let third = lossy.count(&key, window, present()).await.unwrap();
        assert_eq!(third.count, 1, "{name}");
        assert!(third.ends_at > first.ends_at, "{name}");
    }
}

#[tokio::test]
async fn what_is_counted_at_once_is_counted_once_each() {
    for place in places().await {
        let (key, name, lossy) = (place.key("at once"), place.name, &place.lossy);
        let now = present();
        let counts = (0..60).map(|_| lossy.count(&key, TimeDelta::minutes(1), now));
        let mut seen: Vec<_> = join_all(counts).await.into_iter().map(|tally| tally.unwrap().count).collect();
        seen.sort_unstable();
        // Where Redis goes away in the middle, nothing is lost but nothing was counted there.
        assert_eq!(seen, (1..=60).collect::<Vec<_>>(), "{name}");
    }
}

#[tokio::test]
async fn a_count_taken_back_never_makes_room_that_was_not_there() {
    for place in places().await {
        let (key, name, lossy) = (place.key("back"), place.name, &place.lossy);
        let window = TimeDelta::milliseconds(300);
        let first = lossy.count(&key, window, present()).await.unwrap();
        lossy.uncount(&key, first, present()).await.unwrap();
        let again = lossy.count(&key, window, present()).await.unwrap();
        assert_eq!(again.count, 1, "{name}");
        sleep(Duration::from_millis(400)).await;
        // The window is over: what belonged to it is not taken from the next.
        let next = lossy.count(&key, TimeDelta::minutes(1), present()).await.unwrap();
        lossy.uncount(&key, again, present()).await.unwrap();
        let after = lossy.count(&key, TimeDelta::minutes(1), present()).await.unwrap();
        assert_eq!((next.count, after.count), (1, 2), "{name}");
        // The count was lost meanwhile: what is given back must not become a credit.
        lossy.delete(&key).await.unwrap();
        lossy.uncount(&key, after, present()).await.unwrap();
        let fresh = lossy.count(&key, TimeDelta::minutes(1), present()).await.unwrap();
        assert_eq!(fresh.count, 1, "{name}");
    }
}

/// Rule 4.4.6: without Redis it is slower, never wrong.
#[tokio::test]
async fn a_redis_that_does_not_answer_costs_a_tenth_of_a_second_once() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("redis://{}/", silent.local_addr().unwrap());
    let scratch = testing::sqlite().await;
    let redis = Redis::open(&address, "signet-test:").unwrap();
    let lossy = Guarded::new(redis, Sql::new(scratch.db.clone()));
    let key = Key::of("test", &["silent"]);
    let began = Instant::now();
    let first = lossy.count(&key, TimeDelta::minutes(1), present()).await.unwrap();
    assert!(began.elapsed() < Duration::from_millis(400), "{:?}", began.elapsed());
    let began = Instant::now();
    for n in 2..=5 {
        let tally = lossy.count(&key, TimeDelta::minutes(1), present()).await.unwrap();
        assert_eq!(tally.count, n);
    }
    assert!(began.elapsed() < Duration::from_millis(90), "{:?}", began.elapsed());
    assert_eq!(first.count, 1);
}

#[tokio::test]
async fn a_value_of_the_wrong_type_in_redis_is_counted_in_sql() {
    let Some(redis) = redis() else { return };
    let scratch = testing::sqlite().await;
    let key = Key::of("test", &[&scratch.key("planted")]);
    redis.put(&key, b"not a number", TimeDelta::minutes(1), present()).await.unwrap();
    let lossy = Guarded::new(redis, Sql::new(scratch.db.clone()));
    for n in 1..=3 {
        let tally = lossy.count(&key, TimeDelta::minutes(1), present()).await.unwrap();
        assert_eq!(tally.count, n);
    }
}
