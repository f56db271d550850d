//! Names that were freed and that nobody else gets for a while.

use chrono::{DateTime, Utc};
use entity::freed_name;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _};

use super::StoreError;

/// What is kept of a name: nobody reads it from this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Keyed hash of the name.
    pub name: [u8; 32],
    /// Keyed hash of the name and of who had it.
    pub holder: [u8; 32],
}

/// From now on until `until` nobody gets the name but who had it.
pub async fn hold(db: &impl ConnectionTrait, mark: Mark, until: DateTime<Utc>) -> Result<(), StoreError> {
    let row = freed_name::ActiveModel {
        digest: Set(mark.name.to_vec()),
        holder: Set(mark.holder.to_vec()),
        keep_until: Set(until.timestamp_millis()),
    };
    let newest = OnConflict::column(freed_name::Column::Digest)
        .update_columns([freed_name::Column::Holder, freed_name::Column::KeepUntil])
        .to_owned();
    freed_name::Entity::insert(row).on_conflict(newest).exec_without_returning(db).await?;
    Ok(())
}

/// The same for a name that is kept already, until then at least; nothing where it is not, or is kept longer.
pub async fn keep(db: &impl ConnectionTrait, mark: Mark, until: DateTime<Utc>) -> Result<(), StoreError> {
    freed_name::Entity::update_many()
        .col_expr(freed_name::Column::KeepUntil, until.timestamp_millis().into())
        .filter(freed_name::Column::Digest.eq(mark.name.to_vec()))
        .filter(freed_name::Column::Holder.eq(mark.holder.to_vec()))
        .filter(freed_name::Column::KeepUntil.lt(until.timestamp_millis()))
        .exec(db)
        .await?;
    Ok(())
}

/// Whether the name is kept from whom the mark names.
pub async fn is_held(db: &impl ConnectionTrait, mark: Mark, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let held = freed_name::Entity::find_by_id(mark.name.to_vec())
        .filter(freed_name::Column::KeepUntil.gt(now.timestamp_millis()))
        .one(db)
        .await?;
    Ok(held.is_some_and(|held| held.holder != mark.holder))
}
