//! Which second factors a person has: derived from the rows of each, so that no flag can disagree with them.

use entity::{backup_code, mfa_totp, webauthn_credential};
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, PaginatorTrait as _, QueryFilter as _};
use uuid::Uuid;

use super::{StoreError, Transaction, backup_codes, remembered_devices, totp};
use crate::model::factor::Held;

/// What the person holds.
pub async fn held(db: &impl ConnectionTrait, user: Uuid) -> Result<Held, StoreError> {
    let apps = mfa_totp::Entity::find_by_id(user).count(db).await?;
    let passkeys = webauthn_credential::Entity::find()
        .filter(webauthn_credential::Column::UserId.eq(user))
        .count(db)
        .await?;
    let held = Held { totp: apps > 0, passkeys, ..Held::default() };
    // Nearly everybody has none, and is asked nothing more.
    if !held.is_any() {
        return Ok(held);
    }
    let codes = backup_code::Entity::find().filter(backup_code::Column::UserId.eq(user)).count(db).await?;
    Ok(Held { backup_codes: codes, ..held })
}

/// Removes every second factor, backup code and remembered device of the person; `false` when there was nothing.
pub async fn delete_all(tx: &Transaction, user: Uuid) -> Result<bool, StoreError> {
    let had_app = totp::delete(tx, user).await?;
    let passkeys = webauthn_credential::Entity::delete_many()
        .filter(webauthn_credential::Column::UserId.eq(user))
        .exec(tx)
        .await?
        .rows_affected;
    let codes = backup_codes::delete(tx, user).await?;
    let devices = remembered_devices::delete_all(tx, user).await?;
    Ok(had_app || passkeys + codes + devices > 0)
}

/// The last factor of the person has gone: the codes that stood in for it and the devices that were spared it go too.
pub async fn tidy(tx: &Transaction, user: Uuid) -> Result<(), StoreError> {
    if !held(tx, user).await?.is_any() {
        backup_codes::delete(tx, user).await?;
        remembered_devices::delete_all(tx, user).await?;
    }
    Ok(())
}
