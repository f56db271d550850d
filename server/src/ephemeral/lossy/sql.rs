//! Lossy records in the database: rows of `lossy_record`.

use std::collections::HashMap;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use entity::lossy_record::{ActiveModel, Column, Entity};
use sea_orm::sea_query::{Alias, Expr, ExprTrait as _, InsertStatement, OnConflict, Query};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, DbErr, EntityTrait as _, QueryFilter as _, QueryResult, Set,
};
use tokio::time::timeout;

use super::{Key, Lossy, LossyError, Tally};
use crate::clock::from_millis;
use crate::store::{Db, StoreError, Transaction};

/// A count that waits longer behind other writes is answered as busy: its caller refuses.
const PATIENCE: Duration = Duration::from_secs(2);

/// Counts and caches beside the facts.
#[derive(Debug, Clone)]
pub struct Sql(Db);

impl Sql {
    /// Keeps its rows in `db`.
    pub fn new(db: Db) -> Self {
        Self(db)
    }

    async fn write<T: Send + 'static>(
        &self,
        work: impl AsyncFnOnce(&Transaction) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, LossyError> {
        let written = timeout(PATIENCE, self.0.write(work)).await;
        Ok(written.unwrap_or(Err(StoreError::Busy))?)
    }
}

#[async_trait]
impl Lossy for Sql {
    async fn put(
        &self,
        key: &Key,
        value: &[u8],
        life: TimeDelta,
        now: DateTime<Utc>,
    ) -> Result<(), LossyError> {
        let row = ActiveModel {
            key: Set(key.as_str().to_owned()),
            value: Set(Some(value.to_owned())),
            count: Set(0),
            expires_at: Set((now + life).timestamp_millis()),
        };
        let replace = OnConflict::column(Column::Key)
            .update_columns([Column::Value, Column::Count, Column::ExpiresAt])
            .to_owned();
        self.write(async move |tx| {
            Entity::insert(row).on_conflict(replace).exec_without_returning(tx).await?;
            Ok(())
        })
        .await
    }

    async fn read(&self, key: &Key, now: DateTime<Utc>) -> Result<Option<Vec<u8>>, LossyError> {
        let row = Entity::find_by_id(key.as_str())
            .filter(Column::ExpiresAt.gt(now.timestamp_millis()))
            .one(self.0.reader())
            .await
            .map_err(StoreError::from)?;
        Ok(row.and_then(|row| row.value))
    }

    async fn delete(&self, key: &Key) -> Result<(), LossyError> {
        let delete = Entity::delete_by_id(key.as_str());
        self.write(async move |tx| {
            delete.exec(tx).await?;
            Ok(())
        })
        .await
    }

    async fn count(&self, keys: &[(Key, TimeDelta)], now: DateTime<Utc>) -> Result<Vec<Tally>, LossyError> {
        let upsert = count_once(keys, now)?;
        let rows = self.write(async move |tx| Ok(tx.query_all(&upsert).await?)).await?;
        let tallies = tallies(&rows).map_err(StoreError::from)?;
        let found = keys.iter().map(|(key, _)| tallies.get(key.as_str()).copied());
        let all: Option<Vec<_>> = found.collect();
        Ok(all.ok_or_else(|| StoreError::from(DbErr::RecordNotFound("a counted row".to_owned())))?)
    }

    async fn uncount(&self, counted: &[(Key, Tally)], _: DateTime<Utc>) -> Result<(), LossyError> {
        let upsert = uncount_once(counted)?;
        self.write(async move |tx| {
            tx.execute(&upsert).await?;
            Ok(())
        })
        .await
    }

    async fn tally(&self, keys: &[Key], now: DateTime<Utc>) -> Result<Vec<Option<Tally>>, LossyError> {
        let select = Query::select()
            .columns([Column::Key, Column::Count, Column::ExpiresAt])
            .from(Entity)
            .and_where(Expr::col(Column::Key).is_in(keys.iter().map(Key::as_str)))
            .and_where(Expr::col(Column::ExpiresAt).gt(now.timestamp_millis()))
            .to_owned();
        let rows = self.0.reader().query_all(&select).await.map_err(StoreError::from)?;
        let tallies = tallies(&rows).map_err(StoreError::from)?;
        Ok(keys.iter().map(|key| tallies.get(key.as_str()).copied()).collect())
    }
}

/// One statement on both databases: for each key it begins a window, goes on in it, or replaces an expired one.
fn count_once(keys: &[(Key, TimeDelta)], now: DateTime<Utc>) -> Result<InsertStatement, StoreError> {
    let present = now.timestamp_millis();
    let expired = || column(Column::ExpiresAt).lte(present);
    let count = Expr::case(expired(), 1_i64).finally(column(Column::Count).add(1_i64));
    let begun = Expr::case(expired(), offered(Column::ExpiresAt)).finally(column(Column::ExpiresAt));
    let rows = keys.iter().map(|(key, window)| (key, 1, (now + *window).timestamp_millis()));
    let change = OnConflict::column(Column::Key)
        .value(Column::Count, count)
        .value(Column::ExpiresAt, begun)
        .to_owned();
    let mut insert = upsert(rows.collect(), change)?;
    insert.returning(Query::returning().columns([Column::Key, Column::Count, Column::ExpiresAt]));
    Ok(insert)
}

/// A count that is gone meanwhile is made anew as nothing, until its window would have ended.
fn uncount_once(counted: &[(Key, Tally)]) -> Result<InsertStatement, StoreError> {
    let same_window = column(Column::ExpiresAt).eq(offered(Column::ExpiresAt));
    let some_left = column(Column::Count).gt(0_i64);
    let count = Expr::case(same_window.and(some_left), column(Column::Count).sub(1_i64))
        .finally(column(Column::Count));
    let rows = counted.iter().map(|(key, tally)| (key, 0, tally.ends_at.timestamp_millis()));
    upsert(rows.collect(), OnConflict::column(Column::Key).value(Column::Count, count).to_owned())
}

/// Rows in the order of their keys: PostgreSQL locks them in that order, so that two who count the same limits never
/// wait for each other.
fn upsert(mut rows: Vec<(&Key, i64, i64)>, change: OnConflict) -> Result<InsertStatement, StoreError> {
    rows.sort_unstable_by_key(|(key, ..)| key.as_str());
    let mut insert = Query::insert();
    insert.into_table(Entity).columns([Column::Key, Column::Count, Column::ExpiresAt]).on_conflict(change);
    for (key, count, expires_at) in rows {
        insert
            .values([key.as_str().into(), count.into(), expires_at.into()])
            .map_err(|error| DbErr::Custom(error.to_string()))?;
    }
    Ok(insert)
}

/// What the row holds.
fn column(column: Column) -> Expr {
    Expr::col((Entity, column))
}

/// What the statement would have inserted.
fn offered(column: Column) -> Expr {
    Expr::col((Alias::new("excluded"), column))
}

fn tallies(rows: &[QueryResult]) -> Result<HashMap<String, Tally>, DbErr> {
    let one = |row: &QueryResult| {
        let count: i64 = row.try_get("", "count")?;
        let ends_at = from_millis(row.try_get("", "expires_at")?);
        Ok((row.try_get("", "key")?, Tally { count: u64::try_from(count).unwrap_or_default(), ends_at }))
    };
    rows.iter().map(one).collect()
}
