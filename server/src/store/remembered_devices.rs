//! Browsers that are not asked for a second factor for a while.

use chrono::{DateTime, Utc};
use entity::remembered_device;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
};
use uuid::Uuid;

use super::StoreError;
use crate::clock::from_millis;

/// A remembered browser.
#[derive(Debug, Clone)]
pub struct RememberedDevice {
    /// Which one.
    pub id: Uuid,
    /// Whose second factor is not asked for.
    pub user_id: Uuid,
    /// SHA-256 of the secret in its cookie.
    pub secret_digest: [u8; 32],
    /// The account's epoch when it was remembered: whatever ends every session forgets every device.
    pub user_epoch: i64,
    /// With which program.
    pub user_agent: Option<String>,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// Until when.
    pub keep_until: DateTime<Utc>,
}

/// The device with this id that still counts.
pub async fn find(
    db: &impl ConnectionTrait,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<RememberedDevice>, StoreError> {
    let row = remembered_device::Entity::find_by_id(id)
        .filter(remembered_device::Column::KeepUntil.gt(now.timestamp_millis()))
        .one(db)
        .await?;
    row.map(parse).transpose()
}

/// The devices of a person that still count, the latest first.
pub async fn list(
    db: &impl ConnectionTrait,
    user: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<RememberedDevice>, StoreError> {
    let query = remembered_device::Entity::find()
        .filter(remembered_device::Column::UserId.eq(user))
        .filter(remembered_device::Column::KeepUntil.gt(now.timestamp_millis()))
        .order_by_desc(remembered_device::Column::CreatedAt);
    query.all(db).await?.into_iter().map(parse).collect()
}

/// Remembers a device.
pub async fn insert(db: &impl ConnectionTrait, new: RememberedDevice) -> Result<(), StoreError> {
    remembered_device::Entity::insert(remembered_device::ActiveModel {
        id: Set(new.id),
        user_id: Set(new.user_id),
        secret_digest: Set(new.secret_digest.to_vec()),
        user_epoch: Set(new.user_epoch),
        user_agent: Set(new.user_agent),
        created_at: Set(new.created_at.timestamp_millis()),
        keep_until: Set(new.keep_until.timestamp_millis()),
    })
    .exec_without_returning(db)
    .await?;
    Ok(())
}

/// Forgets every device of the person; how many there were.
pub async fn delete_all(db: &impl ConnectionTrait, user: Uuid) -> Result<u64, StoreError> {
    let gone = remembered_device::Entity::delete_many()
        .filter(remembered_device::Column::UserId.eq(user))
        .exec(db)
        .await?;
    Ok(gone.rows_affected)
}

fn parse(row: remembered_device::Model) -> Result<RememberedDevice, StoreError> {
    let digest = row.secret_digest.try_into();
    Ok(RememberedDevice {
        id: row.id,
        user_id: row.user_id,
        secret_digest: digest.map_err(|_| {
            StoreError::corrupt("remembered_device", &row.id, "secret_digest is not 32 bytes")
        })?,
        user_epoch: row.user_epoch,
        user_agent: row.user_agent,
        created_at: from_millis(row.created_at),
        keep_until: from_millis(row.keep_until),
    })
}
