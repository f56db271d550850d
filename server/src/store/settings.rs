//! Facts about the installation.

use entity::setting;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _};

use super::StoreError;

/// The issuer that this store has served.
pub const ISSUER: &str = "issuer";
/// A sealed value that only the right master key opens.
pub const CANARY: &str = "canary";
/// The key that signs statements about the audit log, sealed.
pub const AUDIT_KEY: &str = "audit_key";
/// The key that backup codes are hashed under, sealed.
pub const BACKUP_CODE_KEY: &str = "backup_code_key";
/// The key that devices are known by, sealed.
pub const DEVICE_KEY: &str = "device_key";
/// The key that freed names are hashed under, sealed.
pub const FREED_NAME_KEY: &str = "freed_name_key";
/// When a backup was taken, in milliseconds: in the backup alone, and in what was restored from it.
pub const BACKED_UP_AT: &str = "backed_up_at";
/// Set by `signet dev`: the store holds demo secrets.
pub const DEMO: &str = "demo";

/// The value, if it was ever set.
pub async fn find(db: &impl ConnectionTrait, name: &str) -> Result<Option<String>, StoreError> {
    Ok(setting::Entity::find_by_id(name).one(db).await?.map(|row| row.value))
}

/// Sets the value.
pub async fn put(db: &impl ConnectionTrait, name: &str, value: &str) -> Result<(), StoreError> {
    let row = setting::ActiveModel { name: Set(name.to_owned()), value: Set(value.to_owned()) };
    let replace = OnConflict::column(setting::Column::Name).update_column(setting::Column::Value).to_owned();
    setting::Entity::insert(row).on_conflict(replace).exec_without_returning(db).await?;
    Ok(())
}

/// Replaces a value; `false` when it was another one by now.
pub async fn replace(
    db: &impl ConnectionTrait,
    name: &str,
    before: &str,
    value: &str,
) -> Result<bool, StoreError> {
    let replaced = setting::Entity::update_many()
        .col_expr(setting::Column::Value, value.into())
        .filter(setting::Column::Name.eq(name))
        .filter(setting::Column::Value.eq(before))
        .exec(db)
        .await?;
    Ok(replaced.rows_affected == 1)
}

/// Sets the value where there is none; `false` when there is one.
pub async fn put_new(db: &impl ConnectionTrait, name: &str, value: &str) -> Result<bool, StoreError> {
    let row = setting::ActiveModel { name: Set(name.to_owned()), value: Set(value.to_owned()) };
    let once = OnConflict::column(setting::Column::Name).do_nothing().to_owned();
    let added = setting::Entity::insert(row).on_conflict(once).exec_without_returning(db).await?;
    Ok(added == 1)
}
