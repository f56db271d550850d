//! What decides whether a token counts, as it was a moment ago: resource servers ask it with every request of theirs.
//!
//! Only what ends a token is remembered here, and each ending is announced. Whether a code or refresh token is the
//! current one is not: that is decided by the row itself.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::changes::Kind;
use super::fact_cache::FactCache;
use super::{Db, StoreError, revoked_tokens, token_families, users};
use crate::model::token_family::TokenFamily;
use crate::model::user::User;

/// Families, people and revoked tokens.
#[derive(Debug)]
pub struct TokenFacts {
    families: FactCache<Uuid, Arc<TokenFamily>>,
    people: FactCache<Uuid, Arc<User>>,
    roles: FactCache<Uuid, Arc<[String]>>,
    revoked: FactCache<String, bool>,
}

impl TokenFacts {
    /// Empty, listening to the news of `db`.
    pub fn new(db: &Db) -> Self {
        let uuid = |id: &str| id.parse().ok();
        Self {
            families: FactCache::new(db, Kind::Family, uuid, 20_000),
            people: FactCache::new(db, Kind::User, uuid, 20_000),
            roles: FactCache::new(db, Kind::User, uuid, 20_000),
            revoked: FactCache::new(db, Kind::Token, |id| Some(id.to_owned()), 50_000),
        }
    }

    /// The family whose access tokens count, if they do.
    pub async fn live_family(
        &self,
        db: &Db,
        id: Uuid,
        now: DateTime<Utc>,
    ) -> Result<Option<Arc<TokenFamily>>, StoreError> {
        let read = async {
            let family = token_families::find(db.reader(), id).await?;
            Ok(family.filter(|family| family.is_live(now)).map(Arc::new))
        };
        let family = self.families.find(db, &id, read).await?;
        Ok(family.filter(|family| family.is_live(now)))
    }

    /// The account with this id.
    pub async fn person(&self, db: &Db, id: Uuid) -> Result<Option<Arc<User>>, StoreError> {
        let read = async { Ok(users::find(db.reader(), id).await?.map(Arc::new)) };
        self.people.find(db, &id, read).await
    }

    /// The names of the account's roles.
    pub async fn roles(&self, db: &Db, id: Uuid) -> Result<Arc<[String]>, StoreError> {
        let read = async { Ok(Some(users::roles_of(db.reader(), id).await?.into())) };
        Ok(self.roles.find(db, &id, read).await?.unwrap_or_default())
    }

    /// Whether the access token with this `jti` was revoked.
    pub async fn is_revoked(&self, db: &Db, id: &str) -> Result<bool, StoreError> {
        let read = async { Ok(Some(revoked_tokens::contains(db.reader(), id).await?)) };
        Ok(self.revoked.find(db, &id.to_owned(), read).await?.unwrap_or_default())
    }
}
