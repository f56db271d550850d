//! Authenticator apps: one for each person.

use chrono::{DateTime, Utc};
use entity::mfa_totp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _};
use uuid::Uuid;

use super::StoreError;
use crate::clock::from_millis;

/// An app whose first code was right.
#[derive(Debug, Clone)]
pub struct StoredTotp {
    /// What its codes are made from, sealed.
    pub sealed_secret: Vec<u8>,
    /// Since when.
    pub confirmed_at: DateTime<Utc>,
    /// The last time step a code was accepted of.
    pub last_step: i64,
    /// When that was.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// The app of this person.
pub async fn find(db: &impl ConnectionTrait, user: Uuid) -> Result<Option<StoredTotp>, StoreError> {
    let row = mfa_totp::Entity::find_by_id(user).one(db).await?;
    Ok(row.map(|row| StoredTotp {
        sealed_secret: row.sealed_secret,
        confirmed_at: from_millis(row.confirmed_at),
        last_step: row.last_step,
        last_used_at: row.last_used_at.map(from_millis),
    }))
}

/// Adds an app, whose code of `step` was right; `false` when the person has one. One winner.
pub async fn insert(
    db: &impl ConnectionTrait,
    user: Uuid,
    sealed_secret: Vec<u8>,
    step: i64,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let row = mfa_totp::ActiveModel {
        user_id: Set(user),
        sealed_secret: Set(sealed_secret),
        confirmed_at: Set(now.timestamp_millis()),
        last_step: Set(step),
        last_used_at: Set(None),
    };
    let once = OnConflict::column(mfa_totp::Column::UserId).do_nothing().to_owned();
    let added = mfa_totp::Entity::insert(row).on_conflict(once).exec_without_returning(db).await?;
    Ok(added == 1)
}

/// A code of `step` is accepted; `false` when one of this step or a later one was before (RFC 6238 section 5.2).
pub async fn accept(
    db: &impl ConnectionTrait,
    user: Uuid,
    step: i64,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let changed = mfa_totp::Entity::update_many()
        .col_expr(mfa_totp::Column::LastStep, step.into())
        .col_expr(mfa_totp::Column::LastUsedAt, now.timestamp_millis().into())
        .filter(mfa_totp::Column::UserId.eq(user))
        .filter(mfa_totp::Column::LastStep.lt(step))
        .exec(db)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Removes the app; `false` when there was none.
pub async fn delete(db: &impl ConnectionTrait, user: Uuid) -> Result<bool, StoreError> {
    Ok(mfa_totp::Entity::delete_by_id(user).exec(db).await?.rows_affected == 1)
}

/// The sealed secrets of all people, to be carried to another master key.
pub async fn sealed(db: &impl ConnectionTrait) -> Result<Vec<(Uuid, Vec<u8>)>, StoreError> {
    let rows = mfa_totp::Entity::find().all(db).await?;
    Ok(rows.into_iter().map(|row| (row.user_id, row.sealed_secret)).collect())
}

/// Replaces a sealed secret by the same one under another key; `false` when it is another secret by now.
pub async fn reseal(
    db: &impl ConnectionTrait,
    user: Uuid,
    sealed: &[u8],
    resealed: Vec<u8>,
) -> Result<bool, StoreError> {
    let changed = mfa_totp::Entity::update_many()
        .col_expr(mfa_totp::Column::SealedSecret, resealed.into())
        .filter(mfa_totp::Column::UserId.eq(user))
        .filter(mfa_totp::Column::SealedSecret.eq(sealed.to_vec()))
        .exec(db)
        .await?;
    Ok(changed.rows_affected == 1)
}
