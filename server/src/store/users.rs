//! Accounts and their sign-in names.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::{login_name, user};
use sea_orm::sea_query::{Expr, ExprTrait as _, LockType};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, PaginatorTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::changes::{Change, Kind};
use super::{StoreError, Transaction};
use crate::clock::from_millis;
use crate::model::user::{User, UserStatus, canonical_name};
use crate::secret::Secret;

/// The account with this id.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<User>, StoreError> {
    user::Entity::find_by_id(id).one(db).await?.map(parse).transpose()
}

/// The account that signs in with this name, however it is written.
pub async fn find_by_name(db: &impl ConnectionTrait, typed: &str) -> Result<Option<User>, StoreError> {
    let Some(name) = canonical_name(typed) else {
        return Ok(None);
    };
    let found = login_name::Entity::find_by_id(name).one(db).await?;
    match found {
        Some(row) => find(db, row.user_id).await,
        None => Ok(None),
    }
}

/// Which of these canonical names are taken, and by whom.
pub async fn holders(
    db: &impl ConnectionTrait,
    names: Vec<String>,
) -> Result<HashMap<String, Uuid>, StoreError> {
    let rows = login_name::Entity::find().filter(login_name::Column::Name.is_in(names)).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.name, row.user_id)).collect())
}

/// Whether the account is there, and stays until the transaction ends: who erases it waits.
pub async fn stays(tx: &Transaction, id: Uuid) -> Result<bool, StoreError> {
    locked(tx, id, LockType::KeyShare).await
}

/// Whether the account is there, for whoever erases it: what others are writing about the person is written before, or not at
/// all.
pub async fn hold(tx: &Transaction, id: Uuid) -> Result<bool, StoreError> {
    locked(tx, id, LockType::Update).await
}

/// SQLite has one writer, and no locks of rows.
async fn locked(tx: &Transaction, id: Uuid, lock: LockType) -> Result<bool, StoreError> {
    let row = user::Entity::find_by_id(id).select_only().column(user::Column::Id).lock(lock);
    Ok(row.into_tuple::<Uuid>().one(tx).await?.is_some())
}

/// The canonical names that the account signs in with.
pub async fn names_of(db: &impl ConnectionTrait, id: Uuid) -> Result<Vec<String>, StoreError> {
    let rows = login_name::Entity::find().filter(login_name::Column::UserId.eq(id)).all(db).await?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}

/// A page of accounts in the order of their ids, after `after`.
pub async fn list(
    db: &impl ConnectionTrait,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<User>, StoreError> {
    let mut query = user::Entity::find().order_by_asc(user::Column::Id).limit(limit);
    if let Some(after) = after {
        query = query.filter(user::Column::Id.gt(after));
    }
    query.all(db).await?.into_iter().map(parse).collect()
}

/// How many accounts there are.
pub async fn count(db: &impl ConnectionTrait) -> Result<u64, StoreError> {
    Ok(user::Entity::find().count(db).await?)
}

/// Whether there is any account.
pub async fn are_there(db: &impl ConnectionTrait) -> Result<bool, StoreError> {
    let one = user::Entity::find().select_only().column(user::Column::Id).into_tuple::<Uuid>().one(db);
    Ok(one.await?.is_some())
}

/// Adds an account with its sign-in names; `StoreError::Conflict` when a name is taken.
pub async fn insert(db: &impl ConnectionTrait, new: &User) -> Result<(), StoreError> {
    user::Entity::insert(user::ActiveModel {
        id: Set(new.id),
        status: Set(new.status.as_str().to_owned()),
        email: Set(new.email.clone()),
        email_verified: Set(new.email_verified),
        preferred_username: Set(new.preferred_username.clone()),
        password_hash: Set(new.password_hash.as_ref().map(|hash| hash.expose().to_owned())),
        password_by_mail: Set(new.password_by_mail),
        password_changed_at: Set(new.password_hash.as_ref().map(|_| new.created_at.timestamp_millis())),
        profile: Set(Value::Object(new.profile.clone())),
        epoch: Set(new.epoch),
        created_at: Set(new.created_at.timestamp_millis()),
        updated_at: Set(new.updated_at.timestamp_millis()),
        last_login_at: Set(None),
    })
    .exec_without_returning(db)
    .await?;
    insert_names(db, new).await
}

async fn insert_names(db: &impl ConnectionTrait, user: &User) -> Result<(), StoreError> {
    for (name, kind) in names(user) {
        let row =
            login_name::ActiveModel { name: Set(name), user_id: Set(user.id), kind: Set(kind.to_owned()) };
        login_name::Entity::insert(row).exec_without_returning(db).await?;
    }
    Ok(())
}

/// The canonical names the account signs in with; one row where both are the same.
fn names(user: &User) -> Vec<(String, &'static str)> {
    let email = user.email.as_deref().and_then(canonical_name).map(|name| (name, "email"));
    let username = user.preferred_username.as_deref().and_then(canonical_name).map(|name| (name, "username"));
    let username = username.filter(|(name, _)| email.as_ref().is_none_or(|(email, _)| email != name));
    email.into_iter().chain(username).collect()
}

/// Sets the hash; with `ends_sessions` everything signed in before ends.
pub async fn set_password(
    tx: &Transaction,
    id: Uuid,
    hash: &Secret,
    ends_sessions: bool,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    tx.announce(Change::of(Kind::User, id));
    let changed = user::Entity::update_many()
        .col_expr(user::Column::PasswordHash, hash.expose().into())
        .col_expr(user::Column::PasswordChangedAt, now.timestamp_millis().into())
        .col_expr(user::Column::PasswordByMail, false.into())
        .col_expr(user::Column::Epoch, Expr::col(user::Column::Epoch).add(i64::from(ends_sessions)))
        .filter(user::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Replaces the profile, if nobody has changed the account since `seen` was read. `false`: somebody has, or it is gone.
pub async fn replace_profile(
    tx: &Transaction,
    seen: &User,
    profile: Map<String, Value>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    tx.announce(Change::of(Kind::User, seen.id));
    let before = seen.updated_at.timestamp_millis();
    // Two changes never have the same moment: it tells them apart.
    let at = Ord::max(now.timestamp_millis(), before + 1);
    let changed = user::Entity::update_many()
        .col_expr(user::Column::Profile, Value::Object(profile).into())
        .col_expr(user::Column::UpdatedAt, at.into())
        .filter(user::Column::Id.eq(seen.id))
        .filter(user::Column::UpdatedAt.eq(before))
        .exec(tx)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Ends everything that was signed in before, if the account is still of this epoch; `false` where it has moved on.
pub async fn raise_epoch(tx: &Transaction, id: Uuid, epoch: i64) -> Result<bool, StoreError> {
    tx.announce(Change::of(Kind::User, id));
    let changed = user::Entity::update_many()
        .col_expr(user::Column::Epoch, (epoch + 1).into())
        .filter(user::Column::Id.eq(id))
        .filter(user::Column::Epoch.eq(epoch))
        .exec(tx)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Ends everything that was signed in before.
pub async fn end_everything(tx: &Transaction, id: Uuid) -> Result<bool, StoreError> {
    tx.announce(Change::of(Kind::User, id));
    let changed = user::Entity::update_many()
        .col_expr(user::Column::Epoch, Expr::col(user::Column::Epoch).add(1))
        .filter(user::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// A link in a mail sets the hash of an account that is in use and still of this epoch, and ends everything signed in before;
/// `false` where it is not.
pub async fn reset_password(
    tx: &Transaction,
    id: Uuid,
    epoch: i64,
    hash: &Secret,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    tx.announce(Change::of(Kind::User, id));
    let changed = user::Entity::update_many()
        .col_expr(user::Column::PasswordHash, hash.expose().into())
        .col_expr(user::Column::PasswordChangedAt, now.timestamp_millis().into())
        .col_expr(user::Column::PasswordByMail, true.into())
        .col_expr(user::Column::Epoch, (epoch + 1).into())
        .filter(user::Column::Id.eq(id))
        .filter(user::Column::Epoch.eq(epoch))
        .filter(user::Column::Status.eq(UserStatus::Active.as_str()))
        .exec(tx)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// The address was proven: an account that waited for it is in use from now on. `false` where it has another address or
/// does not wait.
pub async fn confirm_address(
    tx: &Transaction,
    id: Uuid,
    email: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    tx.announce(Change::of(Kind::User, id));
    let changed = user::Entity::update_many()
        .col_expr(user::Column::EmailVerified, true.into())
        .col_expr(user::Column::Status, UserStatus::Active.as_str().into())
        .col_expr(user::Column::UpdatedAt, now.timestamp_millis().into())
        .filter(user::Column::Id.eq(id))
        .filter(user::Column::Email.eq(email))
        .filter(user::Column::Status.eq(UserStatus::PendingVerification.as_str()))
        .exec(tx)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Gives the account as it was `seen` a proven address, and the names that it then signs in with. `false` where the account
/// has moved on; `StoreError::Conflict` where the address is somebody's name by now.
pub async fn change_address(
    tx: &Transaction,
    seen: &User,
    address: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    tx.announce(Change::of(Kind::User, seen.id));
    let before = seen.updated_at.timestamp_millis();
    let had = match &seen.email {
        Some(email) => user::Column::Email.eq(email),
        None => user::Column::Email.is_null(),
    };
    let changed = user::Entity::update_many()
        .col_expr(user::Column::Email, address.into())
        .col_expr(user::Column::EmailVerified, true.into())
        .col_expr(user::Column::UpdatedAt, Ord::max(now.timestamp_millis(), before + 1).into())
        .filter(user::Column::Id.eq(seen.id))
        .filter(user::Column::Epoch.eq(seen.epoch))
        .filter(user::Column::Status.eq(UserStatus::Active.as_str()))
        .filter(had)
        .exec(tx)
        .await?;
    if changed.rows_affected != 1 {
        return Ok(false);
    }
    login_name::Entity::delete_many().filter(login_name::Column::UserId.eq(seen.id)).exec(tx).await?;
    insert_names(tx, &User { email: Some(address.to_owned()), ..seen.clone() }).await?;
    Ok(true)
}

/// Sets the hash of the account as it was `seen`, and with `ends` everything signed in before is over; `false` where the account
/// has moved on or has another hash by now.
pub async fn change_password(
    tx: &Transaction,
    seen: &User,
    (before, after): (&Secret, &Secret),
    ends: bool,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    tx.announce(Change::of(Kind::User, seen.id));
    let changed = user::Entity::update_many()
        .col_expr(user::Column::PasswordHash, after.expose().into())
        .col_expr(user::Column::PasswordChangedAt, now.timestamp_millis().into())
        .col_expr(user::Column::PasswordByMail, false.into())
        .col_expr(user::Column::Epoch, (seen.epoch + i64::from(ends)).into())
        .filter(user::Column::Id.eq(seen.id))
        .filter(user::Column::Epoch.eq(seen.epoch))
        .filter(user::Column::PasswordHash.eq(before.expose()))
        .exec(tx)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Somebody has shown a factor that is not a mail beside the password, however that was set: the one of this epoch.
pub async fn trust_password(tx: &Transaction, (id, epoch): (Uuid, i64)) -> Result<(), StoreError> {
    tx.announce(Change::of(Kind::User, id));
    user::Entity::update_many()
        .col_expr(user::Column::PasswordByMail, false.into())
        .filter(user::Column::Id.eq(id))
        .filter(user::Column::Epoch.eq(epoch))
        .exec(tx)
        .await?;
    Ok(())
}

/// Replaces a hash by a better one of the same password; `false` where it is another by now. Nothing that is signed in
/// depends on it.
pub async fn upgrade_hash(
    tx: &Transaction,
    id: Uuid,
    (before, after): (&Secret, &Secret),
) -> Result<bool, StoreError> {
    tx.announce(Change::of(Kind::User, id));
    let changed = user::Entity::update_many()
        .col_expr(user::Column::PasswordHash, after.expose().into())
        .filter(user::Column::Id.eq(id))
        .filter(user::Column::PasswordHash.eq(before.expose()))
        .exec(tx)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Changes the status; anything but a return to `active` ends everything signed in before.
pub async fn set_status(
    tx: &Transaction,
    id: Uuid,
    status: UserStatus,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    tx.announce(Change::of(Kind::User, id));
    let ends = i64::from(status != UserStatus::Active);
    let changed = user::Entity::update_many()
        .col_expr(user::Column::Status, status.as_str().into())
        .col_expr(user::Column::UpdatedAt, now.timestamp_millis().into())
        .col_expr(user::Column::Epoch, Expr::col(user::Column::Epoch).add(ends))
        .filter(user::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Notes a sign-in. Nothing that others remember of an account depends on it.
pub async fn note_login(db: &impl ConnectionTrait, id: Uuid, now: DateTime<Utc>) -> Result<(), StoreError> {
    user::Entity::update_many()
        .col_expr(user::Column::LastLoginAt, now.timestamp_millis().into())
        .filter(user::Column::Id.eq(id))
        .exec(db)
        .await?;
    Ok(())
}

/// Removes the account with all that hangs on it.
pub async fn delete(tx: &Transaction, id: Uuid) -> Result<bool, StoreError> {
    tx.announce(Change::of(Kind::User, id));
    Ok(user::Entity::delete_by_id(id).exec(tx).await?.rows_affected == 1)
}

fn parse(row: user::Model) -> Result<User, StoreError> {
    let corrupt = |what: &str| StoreError::corrupt("user", &row.id, what);
    let Value::Object(profile) = row.profile else {
        return Err(corrupt("profile is not an object"));
    };
    Ok(User {
        id: row.id,
        status: UserStatus::parse(&row.status).ok_or_else(|| corrupt("status is unknown"))?,
        email: row.email,
        email_verified: row.email_verified,
        preferred_username: row.preferred_username,
        password_hash: row.password_hash.map(Secret::new),
        password_by_mail: row.password_by_mail,
        profile,
        epoch: row.epoch,
        created_at: from_millis(row.created_at),
        updated_at: from_millis(row.updated_at),
        last_login_at: row.last_login_at.map(from_millis),
    })
}
