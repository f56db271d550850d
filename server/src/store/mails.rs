//! Mails that wait to be sent: written in the transaction of the change that they tell of.

use chrono::{DateTime, Utc};
use entity::mail;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, PaginatorTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

use super::StoreError;
use crate::clock::from_millis;
use crate::model::mail::Mail;

/// Puts a mail into the outbox.
pub async fn insert(db: &impl ConnectionTrait, new: &Mail) -> Result<(), StoreError> {
    mail::Entity::insert(mail::ActiveModel {
        id: Set(new.id),
        letter: Set(new.letter.clone()),
        recipient: Set(new.recipient.clone()),
        user_id: Set(new.user_id),
        sealed: Set(new.sealed.clone()),
        attempts: Set(new.attempts),
        next_try_at: Set(new.next_try_at.timestamp_millis()),
        expires_at: Set(new.expires_at.timestamp_millis()),
        created_at: Set(new.created_at.timestamp_millis()),
    })
    .exec_without_returning(db)
    .await?;
    Ok(())
}

/// The mail with this id.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Mail>, StoreError> {
    Ok(mail::Entity::find_by_id(id).one(db).await?.map(parse))
}

/// The newest first.
pub async fn newest(db: &impl ConnectionTrait, limit: u64) -> Result<Vec<Mail>, StoreError> {
    let rows = mail::Entity::find().order_by_desc(mail::Column::Id).limit(limit).all(db).await?;
    Ok(rows.into_iter().map(parse).collect())
}

/// A page of them in the order of their ids, after `after`.
pub async fn list(
    db: &impl ConnectionTrait,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Mail>, StoreError> {
    let mut query = mail::Entity::find().order_by_asc(mail::Column::Id).limit(limit);
    if let Some(after) = after {
        query = query.filter(mail::Column::Id.gt(after));
    }
    Ok(query.all(db).await?.into_iter().map(parse).collect())
}

/// Those to be tried by `now`, the longest due first.
pub async fn due(db: &impl ConnectionTrait, now: DateTime<Utc>, limit: u64) -> Result<Vec<Mail>, StoreError> {
    let rows = mail::Entity::find()
        .filter(mail::Column::NextTryAt.lte(now.timestamp_millis()))
        .order_by_asc(mail::Column::NextTryAt)
        .limit(limit)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(parse).collect())
}

/// How many wait, and since when the oldest does.
pub async fn waiting(db: &impl ConnectionTrait) -> Result<(u64, Option<DateTime<Utc>>), StoreError> {
    let count = mail::Entity::find().count(db).await?;
    let oldest: Option<i64> = mail::Entity::find()
        .select_only()
        .column(mail::Column::CreatedAt)
        .order_by_asc(mail::Column::CreatedAt)
        .into_tuple()
        .one(db)
        .await?;
    Ok((count, oldest.map(from_millis)))
}

/// Takes a mail to send it: nobody else does before `until`. `false` where somebody else took it, or it has gone.
pub async fn take(db: &impl ConnectionTrait, seen: &Mail, until: DateTime<Utc>) -> Result<bool, StoreError> {
    let taken = mail::Entity::update_many()
        .col_expr(mail::Column::Attempts, (seen.attempts + 1).into())
        .col_expr(mail::Column::NextTryAt, until.timestamp_millis().into())
        .filter(mail::Column::Id.eq(seen.id))
        .filter(mail::Column::Attempts.eq(seen.attempts))
        .filter(mail::Column::NextTryAt.eq(seen.next_try_at.timestamp_millis()))
        .exec(db)
        .await?;
    Ok(taken.rows_affected == 1)
}

/// It is to be tried again at `at`.
pub async fn postpone(db: &impl ConnectionTrait, id: Uuid, at: DateTime<Utc>) -> Result<(), StoreError> {
    mail::Entity::update_many()
        .col_expr(mail::Column::NextTryAt, at.timestamp_millis().into())
        .filter(mail::Column::Id.eq(id))
        .exec(db)
        .await?;
    Ok(())
}

/// Takes it out of the outbox; `false` where it had gone.
pub async fn delete(db: &impl ConnectionTrait, id: Uuid) -> Result<bool, StoreError> {
    Ok(mail::Entity::delete_by_id(id).exec(db).await?.rows_affected == 1)
}

/// Replaces the sealed letter by the same one under another master key; `false` where it has gone.
pub async fn reseal(
    db: &impl ConnectionTrait,
    id: Uuid,
    before: &[u8],
    sealed: Vec<u8>,
) -> Result<bool, StoreError> {
    let changed = mail::Entity::update_many()
        .col_expr(mail::Column::Sealed, sealed.into())
        .filter(mail::Column::Id.eq(id))
        .filter(mail::Column::Sealed.eq(before.to_vec()))
        .exec(db)
        .await?;
    Ok(changed.rows_affected == 1)
}

fn parse(row: mail::Model) -> Mail {
    Mail {
        id: row.id,
        letter: row.letter,
        recipient: row.recipient,
        user_id: row.user_id,
        sealed: row.sealed,
        attempts: row.attempts,
        next_try_at: from_millis(row.next_try_at),
        expires_at: from_millis(row.expires_at),
        created_at: from_millis(row.created_at),
    }
}
