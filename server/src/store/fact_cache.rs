//! Facts as they were a moment ago, for what is read often and changes rarely.
//!
//! A fact is forgotten with the news that it has changed: in this process before whoever changed it is answered, and
//! by other instances as soon as they hear of it. Who cannot hear asks the database each time.

use std::fmt;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use moka::sync::Cache;

use super::changes::{Change, Kind, Subscription};
use super::{Db, StoreError};
use crate::metrics::store::{Cache as Label, Found};

/// How recently the news of other instances must have been heard for a fact to count without asking.
const FRESH: Duration = Duration::from_secs(1);
/// A net below the news: nothing is older.
const OLDEST: Duration = Duration::from_mins(1);

/// Facts of one kind by their key. Bounded.
pub(super) struct FactCache<K, V> {
    kind: Kind,
    key_of: fn(&str) -> Option<K>,
    facts: Cache<K, V>,
    news: Mutex<News>,
}

/// What the cache has heard. Whoever adds to it holds this, so that nothing is added that was read before a change.
#[derive(Debug)]
struct News {
    subscription: Subscription,
    changes: u64,
}

impl<K, V> FactCache<K, V>
where
    K: Clone + Eq + Hash + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    /// Keeps `most` facts, and forgets those whose change of `kind` is announced; `key_of` reads the announced id.
    pub(super) fn new(db: &Db, kind: Kind, key_of: fn(&str) -> Option<K>, most: u64) -> Self {
        Self {
            kind,
            key_of,
            facts: Cache::builder().max_capacity(most).time_to_live(OLDEST).build(),
            news: Mutex::new(News { subscription: db.changes().subscribe(), changes: 0 }),
        }
    }

    /// The fact; what `read` finds is remembered if it is something.
    pub(super) async fn find(
        &self,
        db: &Db,
        key: &K,
        read: impl Future<Output = Result<Option<V>, StoreError>>,
    ) -> Result<Option<V>, StoreError> {
        let seen = self.changes();
        let known = self.known(db, key);
        if known.is_some() {
            return Ok(known);
        }
        let found = read.await?;
        if let Some(fact) = &found {
            self.keep(seen, key, fact);
        }
        Ok(found)
    }

    /// The fact, if it is remembered and whoever might have changed it would have been heard.
    pub(super) fn known(&self, db: &Db, key: &K) -> Option<V> {
        drop(self.hear());
        let known = self.facts.get(key).filter(|_| db.changes().heard_within(FRESH));
        let result = if known.is_some() { Found::Hit } else { Found::Miss };
        db.metrics().looked_up(label(self.kind), result);
        known
    }

    /// How much has changed so far: to be asked before a write whose outcome is to be remembered.
    pub(super) fn changes(&self) -> u64 {
        self.hear().changes
    }

    /// Forgets what has changed.
    fn hear(&self) -> MutexGuard<'_, News> {
        let mut news = self.news.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(change) = news.subscription.arrived() {
            match change {
                Change::Everything => self.facts.invalidate_all(),
                Change::One { kind, id } if kind == self.kind => match (self.key_of)(&id) {
                    Some(key) => self.facts.invalidate(&key),
                    None => self.facts.invalidate_all(),
                },
                Change::One { .. } => continue,
            }
            news.changes += 1;
        }
        news
    }

    /// Adds what was read or written after `seen` changes. Were there more since, it may be older than they are: then
    /// it is not added, and what it would have replaced goes too.
    pub(super) fn keep(&self, seen: u64, key: &K, fact: &V) {
        let news = self.hear();
        if news.changes == seen {
            self.facts.insert(key.clone(), fact.clone());
        } else {
            self.facts.invalidate(key);
        }
    }
}

const fn label(kind: Kind) -> Label {
    match kind {
        Kind::Client => Label::Client,
        Kind::Session => Label::Session,
        Kind::Family => Label::Family,
        Kind::User => Label::User,
        Kind::Token => Label::Token,
        Kind::Key | Kind::Policy => Label::Other,
    }
}

impl<K, V> fmt::Debug for FactCache<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FactCache({})", self.kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::{self, Scratch, listening};

    fn cache(scratch: &Scratch) -> FactCache<String, u32> {
        FactCache::new(&scratch.db, Kind::Client, |id| Some(id.to_owned()), 10)
    }

    async fn announce(db: &Db, change: Change) {
        let announced = async move |tx: &crate::store::Transaction| {
            tx.announce(change);
            Ok::<_, StoreError>(())
        };
        db.write(announced).await.unwrap();
    }

    #[tokio::test]
    async fn a_fact_is_read_once_until_its_own_change_is_announced() {
        let scratch = testing::sqlite().await;
        let cache = cache(&scratch);
        listening(&scratch.db).await;
        let find = async |value| {
            let read = async { Ok(Some(value)) };
            cache.find(&scratch.db, &"a".to_owned(), read).await.unwrap().unwrap()
        };
        assert_eq!((find(1).await, find(2).await), (1, 1));
        for other in [Change::of(Kind::Client, "b"), Change::of(Kind::User, "a")] {
            announce(&scratch.db, other).await;
            assert_eq!(find(3).await, 1);
        }
        announce(&scratch.db, Change::of(Kind::Client, "a")).await;
        assert_eq!((find(4).await, find(5).await), (4, 4));
        announce(&scratch.db, Change::Everything).await;
        assert_eq!(find(6).await, 6);
    }

    #[tokio::test]
    async fn what_was_read_before_a_change_is_not_remembered_after_it() {
        let scratch = testing::sqlite().await;
        let cache = cache(&scratch);
        listening(&scratch.db).await;
        let overtaken = async {
            announce(&scratch.db, Change::of(Kind::Client, "a")).await;
            Ok(Some(1))
        };
        let key = "a".to_owned();
        assert_eq!(cache.find(&scratch.db, &key, overtaken).await.unwrap(), Some(1));
        assert_eq!(cache.find(&scratch.db, &key, async { Ok(Some(2)) }).await.unwrap(), Some(2));
    }

    #[tokio::test]
    async fn what_cannot_be_remembered_after_a_write_is_not_remembered_as_it_was_before() {
        let scratch = testing::sqlite().await;
        let cache = cache(&scratch);
        listening(&scratch.db).await;
        let key = "a".to_owned();
        cache.keep(cache.changes(), &key, &1);
        let seen = cache.changes();
        announce(&scratch.db, Change::of(Kind::Client, "b")).await;
        cache.keep(seen, &key, &2);
        assert_eq!(cache.known(&scratch.db, &key), None);
    }

    #[tokio::test]
    async fn nothing_and_errors_are_not_remembered_and_who_is_deaf_asks() {
        let scratch = testing::sqlite().await;
        let cache = cache(&scratch);
        listening(&scratch.db).await;
        let key = "a".to_owned();
        assert_eq!(cache.find(&scratch.db, &key, async { Ok(None) }).await.unwrap(), None);
        assert!(cache.find(&scratch.db, &key, async { Err(StoreError::Busy) }).await.is_err());
        assert_eq!(cache.find(&scratch.db, &key, async { Ok(Some(1)) }).await.unwrap(), Some(1));
        // Whoever looks for commits of other processes has ended: nothing is heard any more.
        scratch.db.close().await;
        tokio::time::sleep(FRESH + Duration::from_millis(100)).await;
        assert_eq!(cache.find(&scratch.db, &key, async { Ok(Some(2)) }).await.unwrap(), Some(2));
    }
}
