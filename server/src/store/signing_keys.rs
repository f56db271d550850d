//! Keys that sign tokens or tag codes, sealed.

use chrono::{DateTime, Utc};
use entity::signing_key;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, QueryFilter as _,
    QueryOrder as _,
};

use super::StoreError;
use crate::clock::from_millis;
use crate::model::signing_key::{KeyPurpose, KeyState, SigningKey};

/// Every key, oldest first.
pub async fn list(db: &impl ConnectionTrait) -> Result<Vec<SigningKey>, StoreError> {
    let rows = signing_key::Entity::find().order_by_asc(signing_key::Column::CreatedAt).all(db).await?;
    rows.into_iter().map(parse).collect()
}

/// Adds a key; `StoreError::Conflict` when another instance has just made the next or active one.
pub async fn insert(db: &impl ConnectionTrait, key: &SigningKey) -> Result<(), StoreError> {
    let millis = |at: DateTime<Utc>| at.timestamp_millis();
    signing_key::Entity::insert(signing_key::ActiveModel {
        id: Set(key.id.clone()),
        purpose: Set(key.purpose.to_string()),
        state: Set(key.state.as_str().to_owned()),
        public_jwk: Set(key.public_jwk.clone()),
        sealed_private: Set(key.sealed_private.clone()),
        created_at: Set(millis(key.created_at)),
        activate_at: Set(key.activate_at.map(millis)),
        retired_at: Set(key.retired_at.map(millis)),
        expires_at: Set(key.expires_at.map(millis)),
    })
    .exec_without_returning(db)
    .await?;
    Ok(())
}

/// A `next` key begins to sign; `false` when it is not `next` (any more).
pub async fn activate(db: &impl ConnectionTrait, id: &str, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let changed = signing_key::Entity::update_many()
        .col_expr(signing_key::Column::State, KeyState::Active.as_str().into())
        .col_expr(signing_key::Column::ActivateAt, now.timestamp_millis().into())
        .filter(signing_key::Column::Id.eq(id))
        .filter(signing_key::Column::State.eq(KeyState::Next.as_str()))
        .exec(db)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// A key stops signing and verifies until `expires_at`; `false` when it was retired to that moment or an earlier one.
pub async fn retire(
    db: &impl ConnectionTrait,
    id: &str,
    expires_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let later = Condition::any()
        .add(signing_key::Column::ExpiresAt.is_null())
        .add(signing_key::Column::ExpiresAt.gt(expires_at.timestamp_millis()));
    let changed = signing_key::Entity::update_many()
        .col_expr(signing_key::Column::State, KeyState::Retired.as_str().into())
        .col_expr(signing_key::Column::RetiredAt, now.timestamp_millis().into())
        .col_expr(signing_key::Column::ExpiresAt, expires_at.timestamp_millis().into())
        .filter(signing_key::Column::Id.eq(id))
        .filter(later)
        .exec(db)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Replaces the sealed key by the same key under another master key.
pub async fn reseal(db: &impl ConnectionTrait, id: &str, sealed: Vec<u8>) -> Result<(), StoreError> {
    signing_key::Entity::update_many()
        .col_expr(signing_key::Column::SealedPrivate, sealed.into())
        .filter(signing_key::Column::Id.eq(id))
        .exec(db)
        .await?;
    Ok(())
}

/// Removes a key that nothing needs any more.
pub async fn delete(db: &impl ConnectionTrait, id: &str) -> Result<bool, StoreError> {
    Ok(signing_key::Entity::delete_by_id(id).exec(db).await?.rows_affected == 1)
}

fn parse(row: signing_key::Model) -> Result<SigningKey, StoreError> {
    let corrupt = |what: &str| StoreError::corrupt("signing_key", &row.id, what);
    Ok(SigningKey {
        purpose: row.purpose.parse::<KeyPurpose>().map_err(|_| corrupt("purpose is unknown"))?,
        state: row.state.parse().map_err(|_| corrupt("state is unknown"))?,
        id: row.id,
        public_jwk: row.public_jwk,
        sealed_private: row.sealed_private,
        created_at: from_millis(row.created_at),
        activate_at: row.activate_at.map(from_millis),
        retired_at: row.retired_at.map(from_millis),
        expires_at: row.expires_at.map(from_millis),
    })
}
