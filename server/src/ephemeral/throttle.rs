//! How often something may be tried.
//!
//! A guess is counted *before* it is evaluated, and given back if it was right. So of a hundred
//! guesses in the same instant against a limit of five, five at most are evaluated.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::key::Key;
use super::lossy::{Lossy, LossyError, Tally};
use super::standing::{self, Standing};
use crate::metrics::limits::{LimitName, Limits};

/// So many times in a window, which the first time begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// How many times.
    pub limit: u32,
    /// How long the first of them counts.
    pub window: TimeDelta,
}

impl From<(u32, TimeDelta)> for Rate {
    fn from((limit, window): (u32, TimeDelta)) -> Self {
        Self { limit, window }
    }
}

/// One limit: what is counted, and how often it may be.
#[derive(Debug, Clone)]
pub struct Limit {
    name: LimitName,
    key: Key,
    rate: Rate,
}

impl Limit {
    /// Whether it is the limit of this name.
    pub fn is(&self, name: LimitName) -> bool {
        self.name == name
    }

    /// How often it may be.
    pub const fn most(&self) -> u32 {
        self.rate.limit
    }

    /// The limit called `name` for what `parts` say: an account and a source, a factor, a client.
    /// Callers may choose the parts, but never a key that stands for other parts.
    pub fn of(name: LimitName, parts: &[&str], rate: impl Into<Rate>) -> Self {
        let key = Key::of(&format!("throttle.{}", name.as_str()), parts);
        Self { name, key, rate: rate.into() }
    }

    fn standing(&self, tally: Tally, has_refused: bool) -> Standing {
        let left = u64::from(self.rate.limit).saturating_sub(tally.count);
        let Self { key, name, rate } = self.clone();
        Standing { key, name, rate, left, ends_at: tally.ends_at, has_refused }
    }
}

/// What the throttle says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict<T> {
    /// Go on.
    Allowed(T),
    /// Not now: 429, with `Retry-After`.
    Limited {
        /// Until the window ends.
        retry_after: TimeDelta,
    },
}

/// Attempts that were counted in advance. Dropped, they stay counted: a failure, or a request
/// that was cut off in the middle. Given to [`Throttle::release`] they are taken back.
#[derive(Debug)]
#[must_use = "dropping it means that the attempt failed"]
pub struct Reservation(Vec<(Key, Tally)>);

impl Reservation {
    /// How many attempts this limit counts by now, this one among them.
    pub fn counted(&self, limit: &Limit) -> Option<u64> {
        self.0.iter().find(|(key, _)| *key == limit.key).map(|(_, tally)| tally.count)
    }
}

/// Counts attempts and says when it is enough.
#[derive(Clone)]
pub struct Throttle {
    counts: Arc<dyn Lossy>,
    metrics: Limits,
}

impl Throttle {
    /// Counts in `lossy`.
    pub fn new(lossy: Arc<dyn Lossy>) -> Self {
        Self { counts: lossy, metrics: Limits::default() }
    }

    /// What is counted of the limits that were reached.
    pub const fn metrics(&self) -> &Limits {
        &self.metrics
    }

    /// Whether the counts are not where they were meant to be, because that place does not answer.
    pub fn is_standing_in(&self) -> bool {
        self.counts.is_standing_in()
    }

    /// Whether one more would be within every limit, without counting it.
    async fn check(&self, limits: &[Limit], now: DateTime<Utc>) -> Result<Verdict<()>, LossyError> {
        let keys: Vec<_> = limits.iter().map(|limit| limit.key.clone()).collect();
        let tallies = self.counts.tally(&keys, now).await?;
        let spent = |(tally, limit): (Option<Tally>, &Limit)| {
            let tally = tally.filter(|tally| tally.count >= u64::from(limit.rate.limit))?;
            Some((tally, limit.clone()))
        };
        let spent = tallies.into_iter().zip(limits).find_map(spent);
        Ok(spent.map_or(Verdict::Allowed(()), |spent| self.limited(spent, now)))
    }

    /// Counts an attempt against every one of `limits`, which differ, if all of them allow it: a read and a write,
    /// however many they are.
    pub async fn reserve(
        &self,
        limits: &[Limit],
        now: DateTime<Utc>,
    ) -> Result<Verdict<Reservation>, LossyError> {
        // Where every limit is off there is nothing to count, and no statement for it.
        if limits.is_empty() {
            return Ok(Verdict::Allowed(Reservation(Vec::new())));
        }
        // Who is over the limit already costs a read, not a write.
        if let Verdict::Limited { retry_after } = self.check(limits, now).await? {
            return Ok(Verdict::Limited { retry_after });
        }
        let keys: Vec<_> = limits.iter().map(|limit| (limit.key.clone(), limit.rate.window)).collect();
        let tallies = self.counts.count(&keys, now).await?;
        let over = |(tally, limit): (&Tally, &Limit)| tally.count > u64::from(limit.rate.limit);
        let spent = tallies.iter().zip(limits).find(|pair| over(*pair));
        let spent = spent.map(|(tally, limit)| (*tally, limit.clone()));
        if spent.is_none() {
            for (tally, limit) in tallies.iter().zip(limits) {
                standing::note(|| limit.standing(*tally, false));
            }
        }
        let taken = Reservation(keys.into_iter().map(|(key, _)| key).zip(tallies).collect());
        if let Some(spent) = spent {
            // Somebody else was quicker. What was refused is not an attempt.
            self.release(taken, now).await?;
            return Ok(self.limited(spent, now));
        }
        Ok(Verdict::Allowed(taken))
    }

    /// Counts what nobody is refused for, and answers how many there are by now in the window.
    pub async fn count(&self, limit: &Limit, now: DateTime<Utc>) -> Result<u64, LossyError> {
        let tallies = self.counts.count(&[(limit.key.clone(), limit.rate.window)], now).await?;
        Ok(tallies.first().map_or(0, |tally| tally.count))
    }

    /// Takes the attempts back: the guess was right.
    pub async fn release(&self, reservation: Reservation, now: DateTime<Utc>) -> Result<(), LossyError> {
        if reservation.0.is_empty() {
            return Ok(());
        }
        for (key, _) in &reservation.0 {
            standing::given_back(key);
        }
        self.counts.uncount(&reservation.0, now).await
    }

    /// At least a second: a `Retry-After` of zero invites the next try at once.
    fn limited<T>(&self, (tally, limit): (Tally, Limit), now: DateTime<Utc>) -> Verdict<T> {
        self.metrics.reached(limit.name);
        standing::note(|| limit.standing(tally, true));
        Verdict::Limited { retry_after: (tally.ends_at - now).max(TimeDelta::seconds(1)) }
    }
}

impl fmt::Debug for Throttle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Throttle(..)")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures::future::join_all;

    use super::*;
    use crate::ephemeral::lossy::tests::{Place, places, present};

    const FIVE: Rate = Rate { limit: 5, window: TimeDelta::minutes(15) };

    fn allowed(verdict: Verdict<Reservation>) -> Option<Reservation> {
        match verdict {
            Verdict::Allowed(reservation) => Some(reservation),
            Verdict::Limited { .. } => None,
        }
    }

    fn limit(place: &Place, name: LimitName) -> Limit {
        Limit::of(name, &[&place.unlike_any_other("account")], FIVE)
    }

    #[tokio::test]
    async fn of_a_hundred_guesses_at_once_five_are_evaluated() {
        for place in places().await {
            let throttle = Throttle::new(place.lossy.clone());
            let limits = [limit(&place, LimitName::LoginAccount)];
            let evaluated = AtomicUsize::new(0);
            let now = present();
            let guesses = (0..100).map(|_| async {
                if let Some(wrong) = allowed(throttle.reserve(&limits, now).await.unwrap()) {
                    evaluated.fetch_add(1, Ordering::SeqCst);
                    drop(wrong);
                }
            });
            join_all(guesses).await;
            let evaluated = evaluated.into_inner();
            assert!((1..=5).contains(&evaluated), "{}: {evaluated}", place.name);
            while allowed(throttle.reserve(&limits, now).await.unwrap()).is_some() {}
            let Verdict::Limited { retry_after } = throttle.check(&limits, now).await.unwrap() else {
                panic!("{}: over the limit", place.name)
            };
            assert!(retry_after > TimeDelta::minutes(14) && retry_after <= FIVE.window);
        }
    }

    #[tokio::test]
    async fn a_right_guess_is_given_back_and_what_was_refused_is_not_counted() {
        for place in places().await {
            let throttle = Throttle::new(place.lossy.clone());
            let limits = [limit(&place, LimitName::LoginAccount)];
            let now = present();
            for _ in 0..4 {
                assert!(allowed(throttle.reserve(&limits, now).await.unwrap()).is_some());
            }
            for _ in 0..3 {
                let right = allowed(throttle.reserve(&limits, now).await.unwrap());
                throttle.release(right.expect(place.name), now).await.unwrap();
            }
            let last = allowed(throttle.reserve(&limits, now).await.unwrap());
            for _ in 0..20 {
                assert!(allowed(throttle.reserve(&limits, now).await.unwrap()).is_none());
            }
            throttle.release(last.expect(place.name), now).await.unwrap();
            assert!(allowed(throttle.reserve(&limits, now).await.unwrap()).is_some());
        }
    }

    #[tokio::test]
    async fn one_limit_of_several_refuses_and_the_others_lose_nothing() {
        for place in places().await {
            let throttle = Throttle::new(place.lossy.clone());
            let (account, source) =
                (limit(&place, LimitName::LoginAccount), limit(&place, LimitName::LoginSource));
            let now = present();
            for _ in 0..5 {
                let one = throttle.reserve(std::slice::from_ref(&source), now).await.unwrap();
                assert!(allowed(one).is_some());
            }
            let both = [account.clone(), source];
            assert!(allowed(throttle.reserve(&both, now).await.unwrap()).is_none());
            for _ in 0..5 {
                let one = throttle.reserve(std::slice::from_ref(&account), now).await.unwrap();
                assert!(allowed(one).is_some(), "{}", place.name);
            }
        }
    }

    #[tokio::test]
    async fn where_every_limit_is_off_everything_is_allowed() {
        for place in places().await {
            let throttle = Throttle::new(place.lossy.clone());
            let taken = allowed(throttle.reserve(&[], present()).await.unwrap());
            throttle.release(taken.expect(place.name), present()).await.unwrap();
        }
    }

    #[tokio::test]
    async fn without_a_place_to_count_nothing_is_allowed() {
        let place = places().await.remove(0);
        place.close().await;
        let throttle = Throttle::new(place.lossy.clone());
        let verdict = throttle.reserve(&[limit(&place, LimitName::LoginAccount)], present()).await;
        assert!(verdict.is_err());
    }
}
