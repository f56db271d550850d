//! Roles, and who has which.

use chrono::{DateTime, Utc};
use entity::{role, user_role};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
};
use uuid::Uuid;

use super::changes::{Change, Kind};
use super::{StoreError, Transaction};

/// Every role there is.
pub async fn all(db: &impl ConnectionTrait) -> Result<Vec<String>, StoreError> {
    let rows = role::Entity::find().order_by_asc(role::Column::Name).all(db).await?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}

/// The roles of an account, in order.
pub async fn of(db: &impl ConnectionTrait, id: Uuid) -> Result<Vec<String>, StoreError> {
    let query = user_role::Entity::find()
        .filter(user_role::Column::UserId.eq(id))
        .order_by_asc(user_role::Column::Role);
    Ok(query.all(db).await?.into_iter().map(|row| row.role).collect())
}

/// Grants a role; `false` when the account had it.
pub async fn grant(
    tx: &Transaction,
    id: Uuid,
    role: &str,
    granted_by: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    tx.announce(Change::of(Kind::User, id));
    let row = user_role::ActiveModel {
        user_id: Set(id),
        role: Set(role.to_owned()),
        granted_by: Set(granted_by.to_owned()),
        granted_at: Set(now.timestamp_millis()),
    };
    let once =
        OnConflict::columns([user_role::Column::UserId, user_role::Column::Role]).do_nothing().to_owned();
    let added = user_role::Entity::insert(row).on_conflict(once).exec_without_returning(tx).await?;
    Ok(added == 1)
}

/// Takes a role away; `false` when the account did not have it.
pub async fn revoke(tx: &Transaction, id: Uuid, role: &str) -> Result<bool, StoreError> {
    tx.announce(Change::of(Kind::User, id));
    let gone = user_role::Entity::delete_many()
        .filter(user_role::Column::UserId.eq(id))
        .filter(user_role::Column::Role.eq(role))
        .exec(tx)
        .await?;
    Ok(gone.rows_affected == 1)
}
