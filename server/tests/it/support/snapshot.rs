//! What is in store: an attack must neither add to it nor take from it.

use std::collections::BTreeMap;

use entity::{consent, revoked_token, session, token_family, user};
use sea_orm::EntityTrait as _;
use uuid::Uuid;

use super::TestApp;

/// Everything that was given to somebody, and whether it still counts.
#[derive(Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Secret and end of each.
    pub sessions: BTreeMap<Uuid, (Vec<u8>, Option<i64>)>,
    /// Generation and end of each: codes, refresh tokens and what came of them.
    pub families: BTreeMap<Uuid, (i64, Option<i64>)>,
    /// Scope and claims of each.
    pub consents: BTreeMap<(Uuid, String), (String, String)>,
    /// Access tokens that were revoked alone.
    pub revoked: Vec<String>,
    /// Accounts, whose sessions and families the epoch ends.
    pub accounts: BTreeMap<Uuid, i64>,
}

impl Snapshot {
    pub async fn of(app: &TestApp) -> Self {
        let db = app.services.db.reader();
        let sessions = session::Entity::find().all(db).await.unwrap();
        let families = token_family::Entity::find().all(db).await.unwrap();
        let consents = consent::Entity::find().all(db).await.unwrap();
        let mut revoked: Vec<String> =
            revoked_token::Entity::find().all(db).await.unwrap().into_iter().map(|row| row.id).collect();
        revoked.sort();
        let accounts = user::Entity::find().all(db).await.unwrap();
        Self {
            sessions: sessions.into_iter().map(|row| (row.id, (row.secret_digest, row.ended_at))).collect(),
            families: families.into_iter().map(|row| (row.id, (row.generation, row.revoked_at))).collect(),
            consents: consents
                .into_iter()
                .map(|row| ((row.user_id, row.client_id), (row.scope, row.claims)))
                .collect(),
            revoked,
            accounts: accounts.into_iter().map(|row| (row.id, row.epoch)).collect(),
        }
    }

    /// How many families have not been revoked.
    pub fn live_families(&self) -> usize {
        self.families.values().filter(|(_, revoked)| revoked.is_none()).count()
    }
}
