//! A few at a time: attempts on the same thing wait for each other, so that those in flight are never taken for failures.
//!
//! A guess is counted before it is judged. Without turns, six right passwords of one person in the same instant would
//! be five counted guesses and a refusal, and sixty right ones of sixty people behind one address fifty and ten.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use moka::sync::Cache;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::key::Key;

/// Who waits longer is told that we are busy, as with the queue of password hashes.
const PATIENCE: Duration = Duration::from_secs(2);

/// How a queue is kept. Everybody in a queue is to mean the same.
#[derive(Debug, Clone, Copy)]
pub struct Queue {
    /// How many are at it side by side.
    pub width: usize,
    /// More than this wait for nothing but a refusal.
    pub longest: usize,
}

/// The queues of this process. Instances do not wait for each other: there are fewer of them than a limit allows guesses.
pub struct Turns(Cache<Key, Line>);

/// One queue: whoever finds no place in it is refused, and whoever has one waits for room.
#[derive(Clone)]
struct Line {
    places: Arc<Semaphore>,
    room: Arc<Semaphore>,
}

/// Being at it, until it is dropped.
#[derive(Debug)]
pub struct Turn {
    _room: OwnedSemaphorePermit,
    _place: OwnedSemaphorePermit,
}

impl Default for Turns {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(100_000).time_to_idle(Duration::from_mins(1)).build())
    }
}

impl Turns {
    /// Waits until there is room at what `parts` name. Nothing where too many wait, or for too long.
    ///
    /// Whoever takes several turns takes the narrower one first, and everybody in this order: then nobody waits for
    /// somebody who waits for them, and no crowd at the narrow one fills the wide one.
    pub async fn take(&self, parts: &[&str], kept: Queue) -> Option<Turn> {
        let line = self.0.get_with(Key::of("turn", parts), || Line {
            places: Arc::new(Semaphore::new(kept.width + kept.longest)),
            room: Arc::new(Semaphore::new(kept.width)),
        });
        let place = line.places.try_acquire_owned().ok()?;
        let room = timeout(PATIENCE, line.room.acquire_owned()).await.ok()?.ok()?;
        Some(Turn { _room: room, _place: place })
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

    const SINGLE: Queue = Queue { width: 1, longest: 64 };

    #[tokio::test]
    async fn as_many_are_at_it_as_the_width_allows_and_others_are_not_held_up() {
        let turns = Turns::default();
        let _other = turns.take(&["bob"], SINGLE).await.unwrap();
        for width in [1, 3] {
            let (inside, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
            let visits = (0..20).map(|_| async {
                let turn = turns.take(&["ada", &width.to_string()], Queue { width, ..SINGLE }).await.unwrap();
                most.fetch_max(1 + inside.fetch_add(1, Ordering::SeqCst), Ordering::SeqCst);
                yield_now().await;
                inside.fetch_sub(1, Ordering::SeqCst);
                drop(turn);
            });
            join_all(visits).await;
            assert_eq!(most.into_inner(), width);
        }
    }

    #[tokio::test]
    async fn nobody_waits_for_ever_or_behind_a_crowd() {
        let turns = Turns::default();
        let held = turns.take(&["ada"], SINGLE).await.unwrap();
        let crowd = (0..200).map(|_| turns.take(&["ada"], SINGLE));
        assert!(join_all(crowd).await.into_iter().all(|turn| turn.is_none()));
        drop(held);
        assert!(turns.take(&["ada"], SINGLE).await.is_some());
    }

    #[tokio::test]
    async fn the_last_in_a_full_queue_still_waits_and_the_next_does_not() {
        let turns = Turns::default();
        let began = tokio::time::Instant::now();
        let kept = Queue { width: 2, longest: 3 };
        let _held = (turns.take(&["ada"], kept).await.unwrap(), turns.take(&["ada"], kept).await.unwrap());
        let waits = join_all((0..4).map(|_| async {
            turns.take(&["ada"], kept).await;
            began.elapsed()
        }));
        let waited: Vec<_> = waits.await.into_iter().map(|waited| waited >= PATIENCE).collect();
        assert_eq!(waited, [true, true, true, false]);
    }
}
