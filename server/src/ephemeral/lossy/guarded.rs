//! Redis while it answers, SQL while it does not.

use std::error::Error as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::Instant;

use super::seen::{Place, Seen};
use super::{Key, Lossy, LossyError, Tally};

/// After a failure the first place is left alone for so long; then one call tries it again. Redis
/// may need two tries to be back: the first only finds the old connection dead.
const PAUSE: Duration = Duration::from_millis(500);
/// How often it is looked whether the first place is back, while nobody asks.
const LOOK: Duration = Duration::from_millis(500);
/// Of so many looks one is taken while all is well: whoever asks of readiness learns of an outage that no count has met yet.
const LOOKS: u32 = 4;

/// Two places: `second` stands in whenever `first` fails or is slow, so that a limit is never off.
///
/// While `first` pauses nobody pays for its deadline, and when the pause is over one caller alone
/// finds out, so a Redis that comes back is not run over. What this process has counted in one place
/// is added to what the other says, so that a limit is reached when it is due whatever comes and goes.
/// A value deleted meanwhile may be in `first` again afterwards, so what is cached there must be cached briefly.
#[derive(Debug)]
pub struct Guarded<A, B> {
    first: A,
    second: B,
    /// What messages call `first`; no password is part of it.
    name: String,
    resume_at: Mutex<Option<Instant>>,
    seen: Seen,
}

impl<A: Lossy, B: Lossy> Guarded<A, B> {
    /// Asks `first`, and `second` in its place.
    pub fn new(first: A, second: B, name: impl Into<String>) -> Self {
        Self { first, second, name: name.into(), resume_at: Mutex::new(None), seen: Seen::new() }
    }

    /// Looks now whether `first` answers, and goes on looking, more often while it does not, so that an operator reads when
    /// it goes and when it is back though nobody asks for a count. Ends with the last one who holds the places.
    pub async fn watched(self) -> Arc<Self> {
        let places = Arc::new(self);
        places.look().await;
        let watched = Arc::downgrade(&places);
        tokio::spawn(async move {
            for turn in (0..LOOKS).cycle() {
                tokio::time::sleep(LOOK).await;
                match watched.upgrade() {
                    Some(places) if places.is_paused() || turn == 0 => places.look().await,
                    Some(_) => {}
                    None => break,
                }
            }
        });
        places
    }

    async fn look(&self) {
        match self.first.ready().await {
            Ok(()) => self.recovered(),
            Err(error) => self.failed(&error),
        }
    }

    fn is_paused(&self) -> bool {
        self.resume_at.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    async fn through<T>(
        &self,
        first: impl Future<Output = Result<T, LossyError>> + Send,
        second: impl Future<Output = Result<T, LossyError>> + Send,
    ) -> Result<(Place, T), LossyError> {
        if self.may_try() {
            match first.await {
                Ok(answer) => {
                    self.recovered();
                    return Ok((Place::First, answer));
                }
                Err(error) => self.failed(&error),
            }
        }
        Ok((Place::Second, second.await?))
    }

    /// Of those who come when the pause is over, the one who prolongs it tries.
    fn may_try(&self) -> bool {
        let mut resume_at = self.resume_at.lock().unwrap_or_else(PoisonError::into_inner);
        match *resume_at {
            None => true,
            Some(at) if Instant::now() < at => false,
            Some(_) => {
                *resume_at = Some(Instant::now() + PAUSE);
                true
            }
        }
    }

    fn recovered(&self) {
        let paused = self.resume_at.lock().unwrap_or_else(PoisonError::into_inner).take();
        if paused.is_some() {
            tracing::info!(redis = self.name, "redis answers again; counting there from now on");
        }
    }

    fn failed(&self, error: &LossyError) {
        let until = Instant::now() + PAUSE;
        let before = self.resume_at.lock().unwrap_or_else(PoisonError::into_inner).replace(until);
        if before.is_none() {
            let cause = error.source().map_or_else(|| error.to_string(), ToString::to_string);
            tracing::warn!(
                redis = self.name,
                %cause,
                "redis does not answer: limits count in the database meanwhile"
            );
        }
    }
}

#[async_trait]
impl<A: Lossy, B: Lossy> Lossy for Guarded<A, B> {
    async fn put(
        &self,
        key: &Key,
        value: &[u8],
        life: TimeDelta,
        now: DateTime<Utc>,
    ) -> Result<(), LossyError> {
        let put = self.through(self.first.put(key, value, life, now), self.second.put(key, value, life, now));
        put.await.map(drop)
    }

    async fn read(&self, key: &Key, now: DateTime<Utc>) -> Result<Option<Vec<u8>>, LossyError> {
        Ok(self.through(self.first.read(key, now), self.second.read(key, now)).await?.1)
    }

    async fn delete(&self, key: &Key) -> Result<(), LossyError> {
        self.seen.forget(key);
        self.through(self.first.delete(key), self.second.delete(key)).await.map(drop)
    }

    async fn count(&self, keys: &[(Key, TimeDelta)], now: DateTime<Utc>) -> Result<Vec<Tally>, LossyError> {
        let first = async {
            self.seen.asked(keys);
            let said = self.first.count(keys, now).await;
            if let Err(error) = &said {
                self.seen.unanswered(keys, matches!(error, LossyError::Slow), now);
            }
            said
        };
        let (place, said) = self.through(first, self.second.count(keys, now)).await?;
        Ok(self.seen.counted(place, keys.iter().map(|(key, _)| key), said, now))
    }

    async fn uncount(&self, counted: &[(Key, Tally)], now: DateTime<Utc>) -> Result<(), LossyError> {
        self.through(self.first.uncount(counted, now), self.second.uncount(counted, now)).await?;
        self.seen.uncounted(counted);
        Ok(())
    }

    fn is_standing_in(&self) -> bool {
        self.is_paused()
    }

    async fn tally(&self, keys: &[Key], now: DateTime<Utc>) -> Result<Vec<Option<Tally>>, LossyError> {
        let (place, said) = self.through(self.first.tally(keys, now), self.second.tally(keys, now)).await?;
        Ok(self.seen.looked(place, keys, said, now))
    }
}
