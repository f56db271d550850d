//! Redis while it answers, SQL while it does not.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::Instant;

use super::{Key, Lossy, LossyError, Tally};

/// After a failure the first place is left alone for so long; then one call tries it again. Redis
/// may need two tries to be back: the first only finds the old connection dead.
const PAUSE: Duration = Duration::from_millis(500);

/// Two places: `second` stands in whenever `first` fails or is slow, so that a limit is never off.
///
/// While `first` pauses nobody pays for its deadline, and when the pause is over one caller alone
/// finds out, so a Redis that comes back is not run over. Counts begin anew at each change of
/// place: limits are lax for a moment, not absent. A value deleted meanwhile may be in `first`
/// again afterwards, so what is cached there must be cached briefly.
#[derive(Debug)]
pub struct Guarded<A, B> {
    first: A,
    second: B,
    resume_at: Mutex<Option<Instant>>,
}

impl<A: Lossy, B: Lossy> Guarded<A, B> {
    /// Asks `first`, and `second` in its place.
    pub fn new(first: A, second: B) -> Self {
        Self { first, second, resume_at: Mutex::new(None) }
    }

    async fn through<T>(
        &self,
        first: impl Future<Output = Result<T, LossyError>> + Send,
        second: impl Future<Output = Result<T, LossyError>> + Send,
    ) -> Result<T, LossyError> {
        if self.may_try() {
            match first.await {
                Ok(answer) => {
                    self.recovered();
                    return Ok(answer);
                }
                Err(error) => self.failed(&error),
            }
        }
        second.await
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
            tracing::info!("redis answers again");
        }
    }

    fn failed(&self, error: &LossyError) {
        let until = Instant::now() + PAUSE;
        let before = self.resume_at.lock().unwrap_or_else(PoisonError::into_inner).replace(until);
        if before.is_none() {
            tracing::warn!(%error, "redis does not answer; counting in the database meanwhile");
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
        self.through(self.first.put(key, value, life, now), self.second.put(key, value, life, now)).await
    }

    async fn read(&self, key: &Key, now: DateTime<Utc>) -> Result<Option<Vec<u8>>, LossyError> {
        self.through(self.first.read(key, now), self.second.read(key, now)).await
    }

    async fn delete(&self, key: &Key) -> Result<(), LossyError> {
        self.through(self.first.delete(key), self.second.delete(key)).await
    }

    async fn count(&self, keys: &[(Key, TimeDelta)], now: DateTime<Utc>) -> Result<Vec<Tally>, LossyError> {
        self.through(self.first.count(keys, now), self.second.count(keys, now)).await
    }

    async fn uncount(&self, counted: &[(Key, Tally)], now: DateTime<Utc>) -> Result<(), LossyError> {
        self.through(self.first.uncount(counted, now), self.second.uncount(counted, now)).await
    }

    async fn tally(&self, keys: &[Key], now: DateTime<Utc>) -> Result<Vec<Option<Tally>>, LossyError> {
        self.through(self.first.tally(keys, now), self.second.tally(keys, now)).await
    }
}
