//! Passkeys.

use chrono::{DateTime, Utc};
use entity::webauthn_credential::{ActiveModel, Column, Entity, Model};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
};
use serde_json::Value;
use uuid::Uuid;

use super::StoreError;
use crate::clock::from_millis;

/// A passkey.
#[derive(Debug, Clone)]
pub struct StoredPasskey {
    /// Which key of the device it is.
    pub id: Vec<u8>,
    /// Whose.
    pub user_id: Uuid,
    /// Its public half and what the device said of it.
    pub credential: Value,
    /// How often the device said it was used.
    pub counter: i64,
    /// What the person calls it.
    pub label: String,
    /// How the device is reached, space separated.
    pub transports: String,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// When it was last used.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// The passkey with this id.
pub async fn find(db: &impl ConnectionTrait, id: &[u8]) -> Result<Option<StoredPasskey>, StoreError> {
    Ok(Entity::find_by_id(id.to_vec()).one(db).await?.map(parse))
}

/// The passkeys of a person, the oldest first.
pub async fn of(db: &impl ConnectionTrait, user: Uuid) -> Result<Vec<StoredPasskey>, StoreError> {
    let query = Entity::find().filter(Column::UserId.eq(user)).order_by_asc(Column::CreatedAt);
    Ok(query.all(db).await?.into_iter().map(parse).collect())
}

/// Adds a passkey; `false` when it is somebody's already.
pub async fn insert(db: &impl ConnectionTrait, new: StoredPasskey) -> Result<bool, StoreError> {
    let row = ActiveModel {
        id: Set(new.id),
        user_id: Set(new.user_id),
        credential: Set(new.credential),
        counter: Set(new.counter),
        label: Set(new.label),
        transports: Set(new.transports),
        created_at: Set(new.created_at.timestamp_millis()),
        last_used_at: Set(new.last_used_at.map(|at| at.timestamp_millis())),
    };
    let once = OnConflict::column(Column::Id).do_nothing().to_owned();
    Ok(Entity::insert(row).on_conflict(once).exec_without_returning(db).await? == 1)
}

/// It was used: its counter moves on. `false` when it is gone, or was used somewhere else meanwhile.
pub async fn used(
    db: &impl ConnectionTrait,
    id: &[u8],
    (counter_before, counter): (i64, i64),
    credential: Value,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let changed = Entity::update_many()
        .col_expr(Column::Counter, counter.into())
        .col_expr(Column::Credential, credential.into())
        .col_expr(Column::LastUsedAt, now.timestamp_millis().into())
        .filter(Column::Id.eq(id.to_vec()))
        .filter(Column::Counter.eq(counter_before))
        .exec(db)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Gives a passkey of this person another label; `false` when there is none.
pub async fn rename(
    db: &impl ConnectionTrait,
    id: &[u8],
    user: Uuid,
    label: &str,
) -> Result<bool, StoreError> {
    let changed = Entity::update_many()
        .col_expr(Column::Label, label.into())
        .filter(Column::Id.eq(id.to_vec()))
        .filter(Column::UserId.eq(user))
        .exec(db)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Removes a passkey of this person; `false` when there is none.
pub async fn delete(db: &impl ConnectionTrait, id: &[u8], user: Uuid) -> Result<bool, StoreError> {
    let gone = Entity::delete_many()
        .filter(Column::Id.eq(id.to_vec()))
        .filter(Column::UserId.eq(user))
        .exec(db)
        .await?;
    Ok(gone.rows_affected == 1)
}

/// Removes the person's passkeys that were set up at that moment or later; `false` when there is none.
pub async fn delete_since(
    db: &impl ConnectionTrait,
    user: Uuid,
    since: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let gone = Entity::delete_many()
        .filter(Column::UserId.eq(user))
        .filter(Column::CreatedAt.gte(since.timestamp_millis()))
        .exec(db)
        .await?;
    Ok(gone.rows_affected > 0)
}

fn parse(row: Model) -> StoredPasskey {
    StoredPasskey {
        id: row.id,
        user_id: row.user_id,
        credential: row.credential,
        counter: row.counter,
        label: row.label,
        transports: row.transports,
        created_at: from_millis(row.created_at),
        last_used_at: row.last_used_at.map(from_millis),
    }
}
