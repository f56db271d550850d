//! Access tokens revoked before their time, until they would have ended anyway.

use chrono::{DateTime, Utc};
use entity::revoked_token;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait as _};

use super::changes::{Change, Kind};
use super::{StoreError, Transaction};

/// Whether the token was revoked.
pub async fn contains(db: &impl ConnectionTrait, id: &str) -> Result<bool, StoreError> {
    Ok(revoked_token::Entity::find_by_id(id).one(db).await?.is_some())
}

/// Marks the token; `false` when it was marked before.
pub async fn insert(tx: &Transaction, id: &str, expires_at: DateTime<Utc>) -> Result<bool, StoreError> {
    let row =
        revoked_token::ActiveModel { id: Set(id.to_owned()), expires_at: Set(expires_at.timestamp_millis()) };
    let once = OnConflict::column(revoked_token::Column::Id).do_nothing().to_owned();
    tx.announce(Change::of(Kind::Token, id));
    Ok(revoked_token::Entity::insert(row).on_conflict(once).exec_without_returning(tx).await? == 1)
}
