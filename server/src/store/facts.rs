//! What decides whether somebody is signed in and a token counts, as it was a moment ago: nearly every request asks it.
//!
//! Each ending is announced, and forgotten here. Nothing is given out on the word of this memory alone: a code or refresh
//! token is used up by a conditional write, which looks at the rows.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::changes::Kind;
use super::fact_cache::FactCache;
use super::{Db, StoreError, revoked_tokens, roles, sessions, token_families, users};
use crate::model::session::Session;
use crate::model::token_family::TokenFamily;
use crate::model::user::User;

/// Sessions, families, people and revoked tokens.
#[derive(Debug)]
pub struct Facts {
    sessions: FactCache<Uuid, Arc<Session>>,
    families: FactCache<Uuid, Arc<TokenFamily>>,
    people: FactCache<Uuid, Arc<User>>,
    roles: FactCache<Uuid, Arc<[String]>>,
    revoked: FactCache<String, bool>,
}

impl Facts {
    /// Empty, listening to the news of `db`.
    pub fn new(db: &Db) -> Self {
        let uuid = |id: &str| id.parse().ok();
        Self {
            sessions: FactCache::new(db, Kind::Session, uuid, 20_000),
            families: FactCache::new(db, Kind::Family, uuid, 20_000),
            people: FactCache::new(db, Kind::User, uuid, 20_000),
            roles: FactCache::new(db, Kind::User, uuid, 20_000),
            revoked: FactCache::new(db, Kind::Token, |id| Some(id.to_owned()), 50_000),
        }
    }

    /// The session with this id, live or not.
    pub async fn session(&self, db: &Db, id: Uuid) -> Result<Option<Arc<Session>>, StoreError> {
        let read = async { Ok(sessions::find(db.reader(), id).await?.map(Arc::new)) };
        self.sessions.find(db, &id, read).await
    }

    /// The family with this id, if it is remembered. Its row may have moved on, in another instance.
    pub fn remembered_family(&self, db: &Db, id: Uuid) -> Option<Arc<TokenFamily>> {
        self.families.known(db, &id)
    }

    /// To be asked before a write that [`remember_family`](Self::remember_family) tells the outcome of.
    pub fn family_changes(&self) -> u64 {
        self.families.changes()
    }

    /// Remembers a family as a write has left it that began after `seen` changes.
    pub fn remember_family(&self, seen: u64, family: TokenFamily) {
        self.families.keep(seen, &family.id.clone(), &Arc::new(family));
    }

    /// The family whose access tokens count, if they do. Memory alone says yes only: that a code was redeemed is not
    /// announced, so a family may be remembered as a mere code that another instance has redeemed.
    pub async fn live_family(
        &self,
        db: &Db,
        id: Uuid,
        now: DateTime<Utc>,
    ) -> Result<Option<Arc<TokenFamily>>, StoreError> {
        let seen = self.families.changes();
        if let Some(family) = self.remembered_family(db, id).filter(|family| family.is_live(now)) {
            return Ok(Some(family));
        }
        let Some(family) = token_families::find(db.reader(), id).await?.map(Arc::new) else {
            return Ok(None);
        };
        self.families.keep(seen, &id, &family);
        Ok(Some(family).filter(|family| family.is_live(now)))
    }

    /// The account with this id.
    pub async fn person(&self, db: &Db, id: Uuid) -> Result<Option<Arc<User>>, StoreError> {
        let read = async { Ok(users::find(db.reader(), id).await?.map(Arc::new)) };
        self.people.find(db, &id, read).await
    }

    /// The names of the account's roles.
    pub async fn roles(&self, db: &Db, id: Uuid) -> Result<Arc<[String]>, StoreError> {
        let read = async { Ok(Some(roles::of(db.reader(), id).await?.into())) };
        Ok(self.roles.find(db, &id, read).await?.unwrap_or_default())
    }

    /// Whether the access token with this `jti` was revoked.
    pub async fn is_revoked(&self, db: &Db, id: &str) -> Result<bool, StoreError> {
        let read = async { Ok(Some(revoked_tokens::contains(db.reader(), id).await?)) };
        Ok(self.revoked.find(db, &id.to_owned(), read).await?.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::from_millis;
    use crate::model::token_family::testing::family;
    use crate::store::testing::{listening, migrated};

    #[tokio::test]
    async fn a_code_that_was_redeemed_elsewhere_counts_here() {
        let scratch = migrated().await;
        let facts = Facts::new(&scratch.db);
        listening(&scratch.db).await;
        let (issued, redeemed) = (family(0), family(1));
        let id = issued.id;
        facts.remember_family(facts.family_changes(), issued);
        let redeem = async move |tx: &crate::store::Transaction| token_families::insert(tx, &redeemed).await;
        scratch.db.write(redeem).await.unwrap();
        assert_eq!(facts.remembered_family(&scratch.db, id).unwrap().generation, 0);
        let live = facts.live_family(&scratch.db, id, from_millis(20_000)).await.unwrap();
        assert_eq!(live.unwrap().generation, 1);
        assert_eq!(facts.remembered_family(&scratch.db, id).unwrap().generation, 1);
        assert!(facts.live_family(&scratch.db, id, from_millis(600_000)).await.unwrap().is_none());
    }
}
