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
    let lossy = Arc::new(Guarded::new(nobody, Sql::new(scratch.db.clone()), "redis.url redis://test"));
    all.push(Place { name: "redis that is down, and sql", lossy, scratch });
    all
}

async fn once(lossy: &dyn Lossy, key: &Key, window: TimeDelta, now: DateTime<Utc>) -> Tally {
    lossy.count(&[(key.clone(), window)], now).await.unwrap()[0]
}

async fn counted(lossy: &dyn Lossy, key: &Key) -> Option<Tally> {
    lossy.tally(std::slice::from_ref(key), present()).await.unwrap()[0]
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
        let (key, name, lossy) = (place.key("count"), place.name, &*place.lossy);
        let window = TimeDelta::milliseconds(600);
        assert_eq!(counted(lossy, &key).await, None, "{name}");
        let first = once(lossy, &key, window, present()).await;
        sleep(Duration::from_millis(200)).await;
        let second = once(lossy, &key, window, present()).await;
        assert_eq!((first.count, second.count), (1, 2), "{name}");
        let drift = (second.ends_at - first.ends_at).abs();
        assert!(drift < TimeDelta::milliseconds(50), "{name}: {drift}");
        let tally = counted(lossy, &key).await.unwrap();
        assert_eq!(tally.count, 2, "{name}");
        sleep(Duration::from_millis(500)).await;
        assert_eq!(counted(lossy, &key).await, None, "{name}");
        let third = once(lossy, &key, window, present()).await;
        assert_eq!(third.count, 1, "{name}");
        assert!(third.ends_at > first.ends_at, "{name}");
    }
}

#[tokio::test]
async fn what_is_counted_at_once_is_counted_once_each() {
    for place in places().await {
        let (key, name, lossy) = (place.key("at once"), place.name, &*place.lossy);
        let now = present();
        let counts = (0..60).map(|_| once(lossy, &key, TimeDelta::minutes(1), now));
        let mut seen: Vec<_> = join_all(counts).await.into_iter().map(|tally| tally.count).collect();
        seen.sort_unstable();
        // Where Redis goes away in the middle, nothing is lost but nothing was counted there.
        assert_eq!(seen, (1..=60).collect::<Vec<_>>(), "{name}");
    }
}

#[tokio::test]
async fn a_count_taken_back_never_makes_room_that_was_not_there() {
    for place in places().await {
        let (key, name, lossy) = (place.key("back"), place.name, &*place.lossy);
        let window = TimeDelta::milliseconds(300);
        let first = once(lossy, &key, window, present()).await;
        lossy.uncount(&[(key.clone(), first)], present()).await.unwrap();
        let again = once(lossy, &key, window, present()).await;
        assert_eq!(again.count, 1, "{name}");
        sleep(Duration::from_millis(400)).await;
        // The window is over: what belonged to it is not taken from the next.
        let next = once(lossy, &key, TimeDelta::minutes(1), present()).await;
        lossy.uncount(&[(key.clone(), again)], present()).await.unwrap();
        let after = once(lossy, &key, TimeDelta::minutes(1), present()).await;
        assert_eq!((next.count, after.count), (1, 2), "{name}");
        // The count was lost meanwhile: what is given back must not become a credit.
        lossy.delete(&key).await.unwrap();
        lossy.uncount(&[(key.clone(), after)], present()).await.unwrap();
        let fresh = once(lossy, &key, TimeDelta::minutes(1), present()).await;
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
    let lossy = Guarded::new(redis, Sql::new(scratch.db.clone()), "redis.url redis://test");
    let key = Key::of("test", &["silent"]);
    let began = Instant::now();
    let first = once(&lossy, &key, TimeDelta::minutes(1), present()).await;
    assert!(began.elapsed() < Duration::from_millis(400), "{:?}", began.elapsed());
    // Each of them alone would cost a tenth of a second if it waited too.
    let began = Instant::now();
    for n in 2..=5 {
        let tally = once(&lossy, &key, TimeDelta::minutes(1), present()).await;
        assert_eq!(tally.count, n);
    }
    assert!(began.elapsed() < Duration::from_millis(300), "{:?}", began.elapsed());
    assert_eq!(first.count, 1);
}

#[tokio::test]
async fn a_value_of_the_wrong_type_in_redis_is_counted_in_sql() {
    let Some(redis) = redis() else { return };
    let scratch = testing::sqlite().await;
    let key = Key::of("test", &[&scratch.key("planted")]);
    redis.put(&key, b"not a number", TimeDelta::minutes(1), present()).await.unwrap();
    let lossy = Guarded::new(redis, Sql::new(scratch.db.clone()), "redis.url redis://test");
    for n in 1..=3 {
        let tally = once(&lossy, &key, TimeDelta::minutes(1), present()).await;
        assert_eq!(tally.count, n);
    }
}

#[tokio::test]
async fn several_are_counted_in_one_step_each_in_its_own_window() {
    for place in places().await {
        let (name, lossy) = (place.name, &*place.lossy);
        let keys: Vec<_> = ["a", "b", "c"].iter().map(|key| place.key(key)).collect();
        let (short, long) = (TimeDelta::milliseconds(300), TimeDelta::minutes(1));
        once(lossy, &keys[1], long, present()).await;
        let all: Vec<_> = keys.iter().cloned().zip([long, long, short]).collect();
        let tallies = lossy.count(&all, present()).await.unwrap();
        assert_eq!(tallies.iter().map(|tally| tally.count).collect::<Vec<_>>(), [1, 2, 1], "{name}");
        sleep(Duration::from_millis(400)).await;
        let back: Vec<_> = keys.iter().cloned().zip(tallies).collect();
        lossy.uncount(&back, present()).await.unwrap();
        let left = lossy.tally(&keys, present()).await.unwrap();
        let counts: Vec<_> = left.iter().map(|tally| tally.map_or(0, |tally| tally.count)).collect();
        assert_eq!(counts, [0, 1, 0], "{name}");
    }
}

#[tokio::test]
async fn who_counts_the_same_keys_in_another_order_waits_for_nobody() {
    for place in places().await {
        let (name, lossy) = (place.name, &*place.lossy);
        let one: Vec<_> = (0..8).map(|n| (place.key(&format!("order {n}")), TimeDelta::minutes(1))).collect();
        let other: Vec<_> = one.iter().rev().cloned().collect();
        let counts = (0..40).map(|n| lossy.count(if n % 2 == 0 { &one } else { &other }, present()));
        assert!(join_all(counts).await.into_iter().all(|counted| counted.is_ok()), "{name}");
        assert_eq!(counted(lossy, &one[0].0).await.map(|tally| tally.count), Some(40), "{name}");
    }
}
