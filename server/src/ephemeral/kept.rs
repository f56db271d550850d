//! Kept records: rows of `kept_record`, written inside the caller's transaction.
//!
//! Every race is decided by one conditional statement: [`put_new`] has one winner, [`claim`] too.

use chrono::{DateTime, Utc};
use entity::kept_record::{ActiveModel, Column, Entity};
use sea_orm::sea_query::{Expr, ExprTrait as _, OnConflict, Query};
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QuerySelect as _, Set};

use super::key::Key;
use crate::store::StoreError;

/// What a record holds and how long.
#[derive(Debug, Clone)]
pub struct Record {
    /// The value.
    pub value: Vec<u8>,
    /// From this moment on it counts as absent.
    pub expires_at: DateTime<Utc>,
}

/// Keeps the record, in place of any other under this key.
pub async fn put(db: &impl ConnectionTrait, key: &Key, record: Record) -> Result<(), StoreError> {
    let replace =
        OnConflict::column(Column::Key).update_columns([Column::Value, Column::ExpiresAt]).to_owned();
    Entity::insert(row(key, record)).on_conflict(replace).exec_without_returning(db).await?;
    Ok(())
}

/// Keeps the record if there is none that still counts; answers whether it did.
pub async fn put_new(
    db: &impl ConnectionTrait,
    key: &Key,
    record: Record,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let replace_expired = OnConflict::column(Column::Key)
        .update_columns([Column::Value, Column::ExpiresAt])
        .action_and_where(Expr::col((Entity, Column::ExpiresAt)).lte(now.timestamp_millis()))
        .to_owned();
    let written =
        Entity::insert(row(key, record)).on_conflict(replace_expired).exec_without_returning(db).await?;
    Ok(written == 1)
}

/// The value, if it still counts.
pub async fn read(
    db: &impl ConnectionTrait,
    key: &Key,
    now: DateTime<Utc>,
) -> Result<Option<Vec<u8>>, StoreError> {
    let value = Entity::find_by_id(key.as_str())
        .filter(Column::ExpiresAt.gt(now.timestamp_millis()))
        .select_only()
        .column(Column::Value)
        .into_tuple()
        .one(db)
        .await?;
    Ok(value)
}

/// Uses the record up: takes the value out, for one caller only, if it still counts.
pub async fn claim(
    db: &impl ConnectionTrait,
    key: &Key,
    now: DateTime<Utc>,
) -> Result<Option<Vec<u8>>, StoreError> {
    let delete = Query::delete()
        .from_table(Entity)
        .and_where(Expr::col(Column::Key).eq(key.as_str()))
        .and_where(Expr::col(Column::ExpiresAt).gt(now.timestamp_millis()))
        .returning_col(Column::Value)
        .to_owned();
    let row = db.query_one(&delete).await?;
    Ok(row.map(|row| row.try_get("", "value")).transpose()?)
}

/// Replaces the value of a record that still counts and still has this one; its end stays. Answers whether it did.
pub async fn replace(
    db: &impl ConnectionTrait,
    key: &Key,
    (before, after): (Vec<u8>, Vec<u8>),
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let replaced = Entity::update_many()
        .col_expr(Column::Value, after.into())
        .filter(Column::Key.eq(key.as_str()))
        .filter(Column::Value.eq(before))
        .filter(Column::ExpiresAt.gt(now.timestamp_millis()))
        .exec(db)
        .await?;
    Ok(replaced.rows_affected == 1)
}

fn row(key: &Key, record: Record) -> ActiveModel {
    ActiveModel {
        key: Set(key.as_str().to_owned()),
        value: Set(record.value),
        expires_at: Set(record.expires_at.timestamp_millis()),
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::clock::from_millis;
    use crate::store::testing::{self, Scratch};

    fn record(value: &str, expires_at: DateTime<Utc>) -> Record {
        Record { value: value.into(), expires_at }
    }

    async fn put_new_at(scratch: &Scratch, key: &Key, value: &str, now: DateTime<Utc>) -> bool {
        let (key, record) = (key.clone(), record(value, now + TimeDelta::seconds(10)));
        scratch.db.write(async move |tx| put_new(tx, &key, record, now).await).await.unwrap()
    }

    async fn claim_at(scratch: &Scratch, key: &Key, now: DateTime<Utc>) -> Option<Vec<u8>> {
        let key = key.clone();
        scratch.db.write(async move |tx| claim(tx, &key, now).await).await.unwrap()
    }

    #[tokio::test]
    async fn a_record_counts_until_its_expiry_and_not_at_it() {
        for (name, scratch) in testing::databases().await {
            let key = Key::of("test", &[&scratch.key("a")]);
            let now = from_millis(1_000_000);
            let (at, kept) = (key.clone(), record("one", now + TimeDelta::seconds(10)));
            scratch.db.write(async move |tx| put(tx, &at, kept).await).await.unwrap();
            let last = now + TimeDelta::milliseconds(9_999);
            let value = read(scratch.db.reader(), &key, last).await.unwrap();
            assert_eq!(value.as_deref(), Some(&b"one"[..]), "{name}");
            let end = now + TimeDelta::seconds(10);
            assert_eq!(read(scratch.db.reader(), &key, end).await.unwrap(), None, "{name}");
            assert_eq!(claim_at(&scratch, &key, end).await, None, "{name}");

            let (at, kept) = (key.clone(), record("two", now + TimeDelta::seconds(20)));
            scratch.db.write(async move |tx| put(tx, &at, kept).await).await.unwrap();
            let value = read(scratch.db.reader(), &key, end).await.unwrap();
            assert_eq!(value.as_deref(), Some(&b"two"[..]), "{name}: put replaces");
        }
    }

    #[tokio::test]
    async fn put_new_wins_once_and_again_over_an_expired_record() {
        for (name, scratch) in testing::databases().await {
            let key = Key::of("test", &[&scratch.key("a")]);
            let now = from_millis(1_000_000);
            assert!(put_new_at(&scratch, &key, "one", now).await, "{name}");
            let later = now + TimeDelta::milliseconds(9_999);
            assert!(!put_new_at(&scratch, &key, "two", later).await, "{name}");
            let value = read(scratch.db.reader(), &key, later).await.unwrap();
            assert_eq!(value.as_deref(), Some(&b"one"[..]), "{name}: the loser changes nothing");
            let end = now + TimeDelta::seconds(10);
            assert!(put_new_at(&scratch, &key, "three", end).await, "{name}");
            let value = read(scratch.db.reader(), &key, end).await.unwrap();
            assert_eq!(value.as_deref(), Some(&b"three"[..]), "{name}");
        }
    }

    #[tokio::test]
    async fn of_fifty_at_once_one_puts_and_one_claims() {
        for (name, scratch) in testing::databases().await {
            let key = Key::of("test", &[&scratch.key("race")]);
            let now = from_millis(1_000_000);
            let puts = (0..50).map(|n| {
                let (scratch, key) = (&scratch, &key);
                async move { put_new_at(scratch, key, &n.to_string(), now).await }
            });
            let won = futures::future::join_all(puts).await;
            assert_eq!(won.iter().filter(|won| **won).count(), 1, "{name}");
            let claims = (0..50).map(|_| claim_at(&scratch, &key, now));
            let claimed = futures::future::join_all(claims).await;
            let values: Vec<_> = claimed.into_iter().flatten().collect();
            let winner = won.iter().position(|won| *won).unwrap().to_string();
            assert_eq!(values, [winner.into_bytes()], "{name}");
        }
    }
}
