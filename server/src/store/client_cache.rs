//! Clients, as they were a moment ago: nearly every request needs one, and they change rarely.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use moka::sync::Cache;

use super::changes::{Change, Kind, Subscription};
use super::{Db, StoreError, clients};
use crate::model::client::Client;

/// A change elsewhere is felt within this time.
const FRESH: Duration = Duration::from_secs(1);

/// Bounded, emptied by the news of what was written, and after a minute in any case.
#[derive(Debug)]
pub struct ClientCache {
    by_id: Cache<String, Arc<Client>>,
    public: Cache<(), Arc<[Client]>>,
    news: Mutex<News>,
}

/// What the cache has heard. Whoever adds to it holds this, so that nothing is added that was read before a change.
#[derive(Debug)]
struct News {
    subscription: Subscription,
    changes: u64,
}

impl ClientCache {
    /// An empty cache that listens to the news of `db`.
    pub fn new(db: &Db) -> Self {
        let minute = Duration::from_mins(1);
        Self {
            by_id: Cache::builder().max_capacity(10_000).time_to_live(minute).build(),
            public: Cache::builder().max_capacity(1).time_to_live(minute).build(),
            news: Mutex::new(News { subscription: db.changes().subscribe(), changes: 0 }),
        }
    }

    /// The client with this id.
    pub async fn find(&self, db: &Db, id: &str) -> Result<Option<Arc<Client>>, StoreError> {
        // A client id like this was never given out; PostgreSQL would refuse a NUL with an error of its own.
        if id.len() > 200 || id.chars().any(char::is_control) {
            return Ok(None);
        }
        let seen = self.hear().changes;
        // Deaf, nobody knows what another instance has changed.
        let known = self.by_id.get(id).filter(|_| db.changes().heard_within(FRESH));
        if known.is_some() {
            return Ok(known);
        }
        let found = clients::find(db.reader(), id).await?.map(Arc::new);
        if let Some(client) = &found {
            self.keep(seen, || self.by_id.insert(id.to_owned(), Arc::clone(client)));
        }
        Ok(found)
    }

    /// Every public client: for a request that says nothing of its client, as a preflight does not.
    pub async fn public(&self, db: &Db) -> Result<Arc<[Client]>, StoreError> {
        let seen = self.hear().changes;
        if let Some(known) = self.public.get(&()).filter(|_| db.changes().heard_within(FRESH)) {
            return Ok(known);
        }
        let all = clients::list(db.reader()).await?.into_iter();
        let public: Arc<[Client]> = all.filter(|client| client.metadata.is_public()).collect();
        self.keep(seen, || self.public.insert((), Arc::clone(&public)));
        Ok(public)
    }

    /// Forgets what has changed.
    fn hear(&self) -> MutexGuard<'_, News> {
        let mut news = self.news.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(change) = news.subscription.arrived() {
            match change {
                Change::Everything => self.by_id.invalidate_all(),
                Change::One { kind: Kind::Client, id } => self.by_id.invalidate(&id),
                Change::One { .. } => continue,
            }
            self.public.invalidate(&());
            news.changes += 1;
        }
        news
    }

    /// Adds what was read after `seen` changes, unless there were more since: those are not to be forgotten.
    fn keep(&self, seen: u64, insert: impl FnOnce()) {
        let news = self.hear();
        if news.changes == seen {
            insert();
        }
    }
}
