//! Documents kept for a while. However many ask for one at once, one request goes out; and a
//! failure is kept too, for a short time, so that asking again is no way to make us ask again.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use moka::future::Cache;
use moka::policy::EvictionPolicy;

use super::fetch_error::{Cause, FetchError};

/// How long a failure is kept.
const FAILURE_KEPT: TimeDelta = TimeDelta::seconds(10);

/// A document and how long it may be kept.
#[derive(Debug, Clone)]
pub struct Fresh<T> {
    /// What was read.
    pub document: T,
    /// For how long it is the answer.
    pub keep: TimeDelta,
}

/// How much is kept: `most` documents of `each` bytes. A smaller one and a failure take as much as
/// one of that size; a larger one takes the room of several.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    /// Documents at most.
    pub most: u64,
    /// Bytes of a usual one.
    pub each: u32,
}

/// Keeps documents by key.
pub struct SingleFlight<T> {
    kept: Cache<String, Kept<T>>,
}

impl<T> fmt::Debug for SingleFlight<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SingleFlight").finish_non_exhaustive()
    }
}

#[derive(Debug)]
struct Kept<T> {
    answer: Result<Arc<T>, FetchError>,
    read_at: DateTime<Utc>,
    until: DateTime<Utc>,
}

impl<T> Clone for Kept<T> {
    fn clone(&self) -> Self {
        Self { answer: self.answer.clone(), ..*self }
    }
}

impl<T: Send + Sync + 'static> SingleFlight<T> {
    /// Keeps what fits in `room` by `size` in bytes; of a full house those asked for longest ago go.
    pub fn new(room: Room, size: impl Fn(&T) -> usize + Send + Sync + 'static) -> Self {
        let weigher = move |_: &String, kept: &Kept<T>| {
            let size = kept.answer.as_ref().map_or(0, |document| size(document));
            u32::try_from(size).unwrap_or(u32::MAX).max(room.each)
        };
        let cache = Cache::builder().max_capacity(room.most * u64::from(room.each)).weigher(weigher);
        Self { kept: cache.eviction_policy(EvictionPolicy::lru()).build() }
    }

    /// The document kept under `key`, or else what `load` gives.
    pub async fn read(
        &self,
        key: &str,
        now: DateTime<Utc>,
        load: impl Future<Output = Result<Fresh<T>, FetchError>> + Send + 'static,
    ) -> Result<Arc<T>, FetchError> {
        self.unless(key, now, load, move |kept| now < kept.until).await
    }

    /// What `load` gives, unless the kept answer was read less than `pause` ago. Should `load` fail,
    /// the kept document stays for its time.
    pub async fn reload(
        &self,
        key: &str,
        now: DateTime<Utc>,
        pause: TimeDelta,
        load: impl Future<Output = Result<Fresh<T>, FetchError>> + Send + 'static,
    ) -> Result<Arc<T>, FetchError> {
        self.unless(key, now, load, move |kept| now < kept.until && now < kept.read_at + pause).await
    }

    /// The kept answer if `serves`, else a loaded one. Loading runs in a task of its own: a caller
    /// who hangs up neither stops it for those who wait nor makes the next one start again.
    async fn unless(
        &self,
        key: &str,
        now: DateTime<Utc>,
        load: impl Future<Output = Result<Fresh<T>, FetchError>> + Send + 'static,
        serves: impl Fn(&Kept<T>) -> bool + Send + Sync + 'static,
    ) -> Result<Arc<T>, FetchError> {
        let before = self.kept.get(key).await;
        if let Some(kept) = before.as_ref().filter(|kept| serves(kept)) {
            return kept.answer.clone();
        }
        let before = before.filter(|kept| now < kept.until);
        let (cache, key) = (self.kept.clone(), key.to_owned());
        let flight = tokio::spawn(async move {
            let load = async { Kept::new(load.await, now, before) };
            cache.entry(key).or_insert_with_if(load, |kept| !serves(kept)).await.into_value().answer
        });
        flight.await.unwrap_or_else(|error| Err(Cause::Transport(error.to_string()).into()))
    }
}

impl<T> Kept<T> {
    fn new(loaded: Result<Fresh<T>, FetchError>, now: DateTime<Utc>, before: Option<Self>) -> Self {
        match (loaded, before) {
            (Ok(fresh), _) => {
                Self { answer: Ok(Arc::new(fresh.document)), read_at: now, until: now + fresh.keep }
            }
            (Err(_), Some(before)) if before.answer.is_ok() => Self { read_at: now, ..before },
            (Err(error), _) => Self { answer: Err(error), read_at: now, until: now + FAILURE_KEPT },
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use futures::FutureExt as _;

    use super::*;

    const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn later(seconds: i64) -> DateTime<Utc> {
        NOW + TimeDelta::seconds(seconds)
    }

    /// Counts its loads, and gives the count as the document.
    #[derive(Clone, Default)]
    struct Source {
        loads: Arc<AtomicUsize>,
        fails: bool,
    }

    impl Source {
        async fn load(self) -> Result<Fresh<usize>, FetchError> {
            let load = self.loads.fetch_add(1, Ordering::SeqCst) + 1;
            tokio::time::sleep(Duration::from_millis(5)).await;
            if self.fails {
                return Err(Cause::Deadline.into());
            }
            Ok(Fresh { document: load, keep: TimeDelta::seconds(60) })
        }

        fn loads(&self) -> usize {
            self.loads.load(Ordering::SeqCst)
        }
    }

    fn flights() -> SingleFlight<usize> {
        SingleFlight::new(Room { most: 100, each: 10 }, |_| 1)
    }

    #[tokio::test]
    async fn a_thousand_callers_make_one_request() {
        for fails in [false, true] {
            let source = Source { fails, ..Source::default() };
            let flights = flights();
            let reads = (0..1_000).map(|_| flights.read("url", NOW, source.clone().load()));
            let answers = futures::future::join_all(reads).await;
            assert_eq!(source.loads(), 1);
            assert!(answers.iter().all(|answer| answer.is_err() == fails));
        }
    }

    #[tokio::test]
    async fn a_document_is_kept_for_its_time() {
        let (flights, source) = (flights(), Source::default());
        for (now, expected) in [(NOW, 1), (later(59), 1), (later(60), 2), (later(119), 2), (later(120), 3)] {
            assert_eq!(*flights.read("url", now, source.clone().load()).await.unwrap(), expected);
        }
        assert_eq!(*flights.read("other", NOW, source.clone().load()).await.unwrap(), 4);
    }

    #[tokio::test]
    async fn a_failure_is_kept_for_a_short_time() {
        let (flights, source) = (flights(), Source { fails: true, ..Source::default() });
        for (now, expected) in [(NOW, 1), (later(9), 1), (later(10), 2)] {
            assert!(flights.read("url", now, source.clone().load()).await.is_err());
            assert_eq!(source.loads(), expected);
        }
        source.loads.store(0, Ordering::SeqCst);
        let well = Source { fails: false, ..source };
        assert!(flights.read("url", later(20), well.load()).await.is_ok());
    }

    #[tokio::test]
    async fn a_reload_keeps_its_pause_and_a_failed_one_loses_nothing() {
        let (flights, source) = (flights(), Source::default());
        let pause = TimeDelta::seconds(30);
        flights.read("url", NOW, source.clone().load()).await.unwrap();
        for (now, expected) in [(later(29), 1), (later(30), 2), (later(59), 2)] {
            assert_eq!(*flights.reload("url", now, pause, source.clone().load()).await.unwrap(), expected);
        }
        let broken = Source { fails: true, ..Source::default() };
        for now in [later(60), later(61)] {
            assert_eq!(*flights.reload("url", now, pause, broken.clone().load()).await.unwrap(), 2);
        }
        assert_eq!(broken.loads(), 1);
        assert!(flights.read("url", later(90), broken.clone().load()).await.is_err(), "its time is over");
    }

    #[tokio::test]
    async fn a_caller_who_hangs_up_does_not_stop_the_request() {
        let (flights, source) = (flights(), Source::default());
        for caller in 0..300 {
            let read = flights.read("url", NOW, source.clone().load());
            let answer = read.now_or_never();
            assert!(caller > 0 || answer.is_none(), "the first one did not wait");
            tokio::task::yield_now().await;
        }
        let answer = flights.read("url", NOW, source.clone().load()).await;
        assert_eq!((*answer.unwrap(), source.loads()), (1, 1));
    }

    #[tokio::test]
    async fn a_load_that_panics_is_a_failure() {
        let flights = flights();
        let load = async { panic!("broken judge") };
        assert!(flights.read("url", NOW, load).await.is_err());
    }

    #[tokio::test]
    async fn the_house_is_bounded() {
        for (size, fails, most) in [(1, false, 10), (10, true, 10), (50, false, 2)] {
            let source = Source { fails, ..Source::default() };
            let flights = SingleFlight::new(Room { most: 10, each: 10 }, move |_| size);
            let reads = (0..20).map(|number| (number.to_string(), source.clone().load()));
            for (key, load) in reads {
                assert_eq!(flights.read(&key, NOW, load).await.is_err(), fails);
            }
            flights.kept.run_pending_tasks().await;
            assert_eq!(flights.kept.entry_count(), most, "of size {size}");
            let loads = source.loads();
            let last = flights.read("19", NOW, source.clone().load()).await;
            assert_eq!((last.is_err(), source.loads()), (fails, loads), "the last one is kept");
        }
    }
}
