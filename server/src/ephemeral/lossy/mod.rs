//! Lossy records: counts and caches. SQL holds them by default, Redis where one is configured.
//!
//! To add an implementation: a file here, and its line in `tests.rs`, where the contract is. Losing all of
//! it must cost strictness of limits and some time, never correctness.

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};

use super::key::Key;
use crate::store::StoreError;

mod guarded;
mod redis;
pub mod redis_facts;
mod seen;
mod sql;

pub use guarded::Guarded;
pub use redis::{REDIS_COMMANDS, Redis, redis_prefix};
pub use sql::Sql;

#[cfg(test)]
pub(super) mod tests;

/// How often something was counted, and until when that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// How often, this time included.
    pub count: u64,
    /// When the window ends that the first count of it began.
    pub ends_at: DateTime<Utc>,
}

/// A place for counts and cached values.
#[async_trait]
pub trait Lossy: Send + Sync + 'static {
    /// Keeps a value for `life`.
    async fn put(
        &self,
        key: &Key,
        value: &[u8],
        life: TimeDelta,
        now: DateTime<Utc>,
    ) -> Result<(), LossyError>;

    /// The value, if it is still there.
    async fn read(&self, key: &Key, now: DateTime<Utc>) -> Result<Option<Vec<u8>>, LossyError>;

    /// Forgets a value or a count.
    async fn delete(&self, key: &Key) -> Result<(), LossyError>;

    /// Counts each of `keys`, which differ, once more, all in one step; the tallies come in the same order. The first
    /// count of a key begins its window; later ones do not prolong it.
    async fn count(&self, keys: &[(Key, TimeDelta)], now: DateTime<Utc>) -> Result<Vec<Tally>, LossyError>;

    /// Takes one count of each back, if the window it was counted in (its tally's) is still the current one.
    async fn uncount(&self, counted: &[(Key, Tally)], now: DateTime<Utc>) -> Result<(), LossyError>;

    /// Whether the place answers, to somebody who comes anew.
    async fn ready(&self) -> Result<(), LossyError> {
        Ok(())
    }

    /// Whether somebody stands in for the place that was configured.
    fn is_standing_in(&self) -> bool {
        false
    }

    /// The counts, without counting.
    async fn tally(&self, keys: &[Key], now: DateTime<Utc>) -> Result<Vec<Option<Tally>>, LossyError>;
}

/// A lossy place that does not answer. What leans on a count must then refuse, never let pass.
#[derive(Debug, thiserror::Error)]
pub enum LossyError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Redis said no, or cannot be reached.
    #[error("redis failed")]
    Redis(#[source] ::redis::RedisError),
    /// Redis took too long; it may do what it was asked all the same.
    #[error("redis took too long")]
    Slow,
}
