//! Removing what the audit log no longer keeps: whole partitions on PostgreSQL, batches on SQLite.

use chrono::{DateTime, Utc};
use entity::{auth_event, auth_event_personal};
use migration::{PARTITION_MILLIS, partition_of, partition_start};
use sea_orm::sea_query::{Expr, ExprTrait as _, Order, Query};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, DbBackend, EntityTrait as _, QueryFilter as _, Statement,
};
use uuid::Uuid;

use super::auth_events::first_id;
use super::{Db, StoreError, Transaction};
use crate::clock::from_millis;

/// Rows that one transaction deletes: other writes wait no longer than for these.
const AT_ONCE: u64 = 500;
/// How long dropping a partition waits for those who read the log: whoever writes waits behind it meanwhile. It is tried
/// again in an hour.
const PATIENCE: &str = "SET LOCAL lock_timeout = '200ms'";

/// The beginning of the week that `at` falls into: the log is removed by weeks.
pub fn week_of(at: DateTime<Utc>) -> DateTime<Utc> {
    from_millis(partition_start(partition_of(at.timestamp_millis())))
}

/// On PostgreSQL removes the partitions that end by `before`. On SQLite [`delete_before`] does, batch by batch.
pub async fn drop_partitions(tx: &Transaction, before: DateTime<Utc>) -> Result<(), StoreError> {
    if tx.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    let ask = "SELECT c.relname::text AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid \
               WHERE i.inhparent = 'auth_event'::regclass";
    let rows = tx.query_all_raw(Statement::from_string(DbBackend::Postgres, ask)).await?;
    tx.execute_unprepared(PATIENCE).await?;
    for row in rows {
        let name: String = row.try_get("", "name")?;
        let week = name.strip_prefix("auth_event_w").and_then(|week| week.parse::<i64>().ok());
        let ended = |week: i64| partition_start(week) + PARTITION_MILLIS <= before.timestamp_millis();
        if let Some(week) = week.filter(|week| ended(*week)) {
            tx.execute_unprepared(&format!("DROP TABLE auth_event_w{week}, auth_event_personal_w{week}"))
                .await?;
        }
    }
    Ok(())
}

/// Removes the events before `before` that are still there, in small transactions; how many. What it did not finish, the
/// next call does.
pub async fn delete_before(db: &Db, before: DateTime<Utc>) -> Result<u64, StoreError> {
    let mut gone = 0;
    loop {
        let deleted = db.write(async move |tx| delete_some(tx, before).await).await?;
        gone += deleted;
        if deleted < AT_ONCE {
            return Ok(gone);
        }
    }
}

async fn delete_some(tx: &Transaction, before: DateTime<Utc>) -> Result<u64, StoreError> {
    let query = Query::select()
        .column(auth_event::Column::Id)
        .from(auth_event::Entity)
        .and_where(Expr::col(auth_event::Column::Id).lt(first_id(before)))
        .and_where(Expr::col(auth_event::Column::At).lt(before.timestamp_millis()))
        .order_by(auth_event::Column::Id, Order::Asc)
        .limit(AT_ONCE)
        .to_owned();
    let rows = tx.query_all(&query).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.try_get("", "id")).collect::<Result<_, _>>()?;
    if ids.is_empty() {
        return Ok(0);
    }
    let personal = auth_event_personal::Column::EventId.is_in(ids.clone());
    auth_event_personal::Entity::delete_many().filter(personal).exec(tx).await?;
    let events = auth_event::Entity::delete_many().filter(auth_event::Column::Id.is_in(ids)).exec(tx).await?;
    Ok(events.rows_affected)
}
