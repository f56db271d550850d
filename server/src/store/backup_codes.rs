//! Backup codes: a row each, which goes when the code is used.

use chrono::{DateTime, Utc};
use entity::backup_code;
use sea_orm::{ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _};
use uuid::Uuid;

use super::{StoreError, Transaction};

/// A fresh set in the place of every code there was.
pub async fn replace(
    tx: &Transaction,
    user: Uuid,
    digests: Vec<[u8; 32]>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    delete(tx, user).await?;
    let rows = digests.into_iter().map(|digest| backup_code::ActiveModel {
        user_id: Set(user),
        digest: Set(digest.to_vec()),
        created_at: Set(now.timestamp_millis()),
    });
    backup_code::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}

/// Uses a code up; `false` when there is no such code, or not any more. One winner.
pub async fn claim(db: &impl ConnectionTrait, user: Uuid, digest: [u8; 32]) -> Result<bool, StoreError> {
    let gone = backup_code::Entity::delete_many()
        .filter(backup_code::Column::UserId.eq(user))
        .filter(backup_code::Column::Digest.eq(digest.to_vec()))
        .exec(db)
        .await?;
    Ok(gone.rows_affected == 1)
}

/// Removes every code of the person; how many there were.
pub async fn delete(db: &impl ConnectionTrait, user: Uuid) -> Result<u64, StoreError> {
    let gone =
        backup_code::Entity::delete_many().filter(backup_code::Column::UserId.eq(user)).exec(db).await?;
    Ok(gone.rows_affected)
}
