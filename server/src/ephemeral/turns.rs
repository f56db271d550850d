//! One at a time: attempts on the same thing wait for each other, so that those in flight are never taken for failures.
//!
//! A guess is counted before it is judged. Without turns, six right passwords of one person in the same instant would
//! be five counted guesses and a refusal.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use moka::sync::Cache;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::key::Key;

/// Who waits longer is told that we are busy, as with the queue of password hashes.
const PATIENCE: Duration = Duration::from_secs(2);
/// More than this wait for nothing but a refusal.
const LONGEST_QUEUE: usize = 64;

/// The queues of this process. Instances do not wait for each other: there are fewer of them than a limit allows guesses.
pub struct Turns(Cache<Key, Arc<Semaphore>>);

impl Default for Turns {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(100_000).time_to_idle(Duration::from_mins(1)).build())
    }
}

impl Turns {
    /// Waits until nobody else is at what `parts` name. Nothing where too many wait, or for too long.
    pub async fn take(&self, parts: &[&str]) -> Option<OwnedSemaphorePermit> {
        let queue = self.0.get_with(Key::of("turn", parts), || Arc::new(Semaphore::new(1)));
        if Arc::strong_count(&queue) > LONGEST_QUEUE {
            return None;
        }
        timeout(PATIENCE, queue.acquire_owned()).await.ok()?.ok()
    }
}

impl fmt::Debug for Turns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Turns(..)")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures::future::join_all;
    use tokio::task::yield_now;

    use super::*;

    #[tokio::test]
    async fn one_is_at_it_and_others_are_not_held_up() {
        let turns = Turns::default();
        let inside = AtomicUsize::new(0);
        let _other = turns.take(&["bob"]).await.unwrap();
        let visits = (0..20).map(|_| async {
            let turn = turns.take(&["ada"]).await.unwrap();
            assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
            yield_now().await;
            inside.fetch_sub(1, Ordering::SeqCst);
            drop(turn);
        });
        join_all(visits).await;
    }

    #[tokio::test]
    async fn nobody_waits_for_ever_or_behind_a_crowd() {
        let turns = Turns::default();
        let held = turns.take(&["ada"]).await.unwrap();
        let crowd = (0..200).map(|_| turns.take(&["ada"]));
        assert!(join_all(crowd).await.into_iter().all(|turn| turn.is_none()));
        drop(held);
        assert!(turns.take(&["ada"]).await.is_some());
    }
}
