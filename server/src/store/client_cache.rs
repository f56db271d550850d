//! Clients, as they were a moment ago: nearly every request needs one, and they change rarely.

use std::sync::{Arc, Mutex, PoisonError};
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
    cache: Cache<String, Arc<Client>>,
    news: Mutex<Subscription>,
}

impl ClientCache {
    /// An empty cache that listens to the news of `db`.
    pub fn new(db: &Db) -> Self {
        Self {
            cache: Cache::builder().max_capacity(10_000).time_to_live(Duration::from_mins(1)).build(),
            news: Mutex::new(db.changes().subscribe()),
        }
    }

    /// The client with this id.
    pub async fn find(&self, db: &Db, id: &str) -> Result<Option<Arc<Client>>, StoreError> {
        // A client id like this was never given out; PostgreSQL would refuse a NUL with an error of its own.
        if id.len() > 200 || id.chars().any(char::is_control) {
            return Ok(None);
        }
        self.hear();
        // Deaf, nobody knows what another instance has changed.
        let known = self.cache.get(id).filter(|_| db.changes().heard_within(FRESH));
        if known.is_some() {
            return Ok(known);
        }
        let found = clients::find(db.reader(), id).await?.map(Arc::new);
        if let Some(client) = &found {
            // What was announced while we read must not be forgotten.
            if !self.hear() {
                self.cache.insert(id.to_owned(), Arc::clone(client));
            }
        }
        Ok(found)
    }

    /// Forgets what has changed; whether anything had.
    fn hear(&self) -> bool {
        let mut news = self.news.lock().unwrap_or_else(PoisonError::into_inner);
        let mut heard = false;
        while let Some(change) = news.arrived() {
            match change {
                Change::Everything => self.cache.invalidate_all(),
                Change::One { kind: Kind::Client, id } => self.cache.invalidate(&id),
                Change::One { .. } => continue,
            }
            heard = true;
        }
        heard
    }
}
