//! Clients, as they were a moment ago: nearly every request needs one, and they change rarely.

use std::sync::Arc;

use super::changes::Kind;
use super::fact_cache::FactCache;
use super::{Db, StoreError, clients};
use crate::model::client::Client;

/// Clients by their id, and all public ones.
#[derive(Debug)]
pub struct ClientCache {
    by_id: FactCache<String, Arc<Client>>,
    public: FactCache<(), Arc<[Client]>>,
}

impl ClientCache {
    /// An empty cache that listens to the news of `db`.
    pub fn new(db: &Db) -> Self {
        Self {
            by_id: FactCache::new(db, Kind::Client, |id| Some(id.to_owned()), 10_000),
            public: FactCache::new(db, Kind::Client, |_| Some(()), 1),
        }
    }

    /// The client with this id.
    pub async fn find(&self, db: &Db, id: &str) -> Result<Option<Arc<Client>>, StoreError> {
        // No row has such an id, and PostgreSQL refuses to be asked.
        if id.len() > 200 || id.chars().any(char::is_control) {
            return Ok(None);
        }
        let read = async { Ok(clients::find(db.reader(), id).await?.map(Arc::new)) };
        self.by_id.find(db, &id.to_owned(), read).await
    }

    /// Every public client: for a request that says nothing of its client, as a preflight does not.
    pub async fn public(&self, db: &Db) -> Result<Arc<[Client]>, StoreError> {
        let read = async {
            let all = clients::list(db.reader()).await?.into_iter();
            Ok(Some(all.filter(|client| client.metadata.is_public()).collect()))
        };
        Ok(self.public.find(db, &(), read).await?.unwrap_or_default())
    }
}
