//! Lossy records in the database: rows of `lossy_record`.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use entity::lossy_record::{ActiveModel, Column, Entity};
use sea_orm::sea_query::{Expr, ExprTrait as _, InsertStatement, OnConflict, Query, UpdateStatement};
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
        let row = self.row(key, now).await?;
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

    async fn count(&self, key: &Key, window: TimeDelta, now: DateTime<Utc>) -> Result<Tally, LossyError> {
        let upsert = count_once(key, window, now)?;
        self.write(async move |tx| {
            let row = tx.query_one(&upsert).await?;
            let row = row.ok_or_else(|| DbErr::RecordNotFound("a counted row".to_owned()))?;
            Ok(tally(&row)?)
        })
        .await
    }

    async fn uncount(&self, key: &Key, tally: Tally, _: DateTime<Utc>) -> Result<(), LossyError> {
        let update = uncount_once(key, tally);
        self.write(async move |tx| {
            tx.execute(&update).await?;
            Ok(())
        })
        .await
    }

    async fn tally(&self, key: &Key, now: DateTime<Utc>) -> Result<Option<Tally>, LossyError> {
        let row = self.row(key, now).await?;
        Ok(row.map(|row| Tally {
            count: u64::try_from(row.count).unwrap_or_default(),
            ends_at: from_millis(row.expires_at),
        }))
    }
}

impl Sql {
    async fn row(
        &self,
        key: &Key,
        now: DateTime<Utc>,
    ) -> Result<Option<entity::lossy_record::Model>, StoreError> {
        let row = Entity::find_by_id(key.as_str())
            .filter(Column::ExpiresAt.gt(now.timestamp_millis()))
            .one(self.0.reader())
            .await?;
        Ok(row)
    }
}

/// One statement on both databases: begins a window, goes on in it, or replaces an expired one.
fn count_once(key: &Key, window: TimeDelta, now: DateTime<Utc>) -> Result<InsertStatement, StoreError> {
    let present = now.timestamp_millis();
    let end = (now + window).timestamp_millis();
    let expired = || Expr::col((Entity, Column::ExpiresAt)).lte(present);
    let count = Expr::case(expired(), 1_i64).finally(Expr::col((Entity, Column::Count)).add(1_i64));
    let expires_at = Expr::case(expired(), end).finally(Expr::col((Entity, Column::ExpiresAt)));
    let mut insert = Query::insert();
    insert
        .into_table(Entity)
        .columns([Column::Key, Column::Count, Column::ExpiresAt])
        .values([key.as_str().into(), 1_i64.into(), end.into()])
        .map_err(|error| DbErr::Custom(error.to_string()))?
        .on_conflict(
            OnConflict::column(Column::Key)
                .value(Column::Count, count)
                .value(Column::ExpiresAt, expires_at)
                .to_owned(),
        )
        .returning(Query::returning().columns([Column::Count, Column::ExpiresAt]));
    Ok(insert)
}

fn uncount_once(key: &Key, tally: Tally) -> UpdateStatement {
    Query::update()
        .table(Entity)
        .value(Column::Count, Expr::col(Column::Count).sub(1_i64))
        .and_where(Expr::col(Column::Key).eq(key.as_str()))
        .and_where(Expr::col(Column::ExpiresAt).eq(tally.ends_at.timestamp_millis()))
        .and_where(Expr::col(Column::Count).gt(0_i64))
        .to_owned()
}

fn tally(row: &QueryResult) -> Result<Tally, DbErr> {
    let count: i64 = row.try_get("", "count")?;
    Ok(Tally {
        count: u64::try_from(count).unwrap_or_default(),
        ends_at: from_millis(row.try_get("", "expires_at")?),
    })
}
