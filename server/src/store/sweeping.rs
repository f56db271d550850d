//! Removing rows whose time is over, in small batches, so that nobody waits for it.
//!
//! A row goes only when nothing that it marks could come back: its own column says when.

use chrono::{DateTime, Utc};
use entity::{
    freed_name, kept_record, lossy_record, remembered_device, revoked_token, session, token_family,
};
use sea_orm::sea_query::{Alias, DynIden, Expr, ExprTrait as _, IntoIden as _, Order, Query, TableRef};
use sea_orm::{ConnectionTrait, EntityTrait};

use super::{Db, StoreError};

/// Rows that one transaction of a sweep deletes: other writes wait no longer than for these.
const SWEPT_AT_ONCE: u64 = 200;

/// Rows that are kept until a moment, and then go.
struct Passing {
    /// As an operator calls them.
    what: &'static str,
    table: TableRef,
    key: DynIden,
    /// Until when a row is kept, in epoch milliseconds: an indexed column.
    until: DynIden,
}

/// Rows of a sort that should be gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overdue {
    /// As an operator calls them.
    pub what: &'static str,
    /// How many there are.
    pub rows: u64,
}

/// All that is swept.
fn all() -> [Passing; 7] {
    use {
        freed_name as freed, kept_record as kept, lossy_record as lossy, remembered_device as device,
        revoked_token as revoked, token_family as family,
    };
    [
        of::<kept::Entity>("short-lived records", kept::Column::Key, kept::Column::ExpiresAt),
        of::<lossy::Entity>("counts of limits", lossy::Column::Key, lossy::Column::ExpiresAt),
        of::<revoked::Entity>("revoked tokens", revoked::Column::Id, revoked::Column::ExpiresAt),
        of::<family::Entity>("token families", family::Column::Id, family::Column::KeepUntil),
        of::<device::Entity>("remembered devices", device::Column::Id, device::Column::KeepUntil),
        of::<session::Entity>("sessions", session::Column::Id, session::Column::KeepUntil),
        of::<freed::Entity>("freed names", freed::Column::Digest, freed::Column::KeepUntil),
    ]
}

fn of<E: EntityTrait>(what: &'static str, key: E::Column, until: E::Column) -> Passing {
    Passing { what, table: E::default().table_ref(), key: key.into_iden(), until: until.into_iden() }
}

/// Removes what has expired by `now`; how many rows.
pub async fn expired(db: &Db, now: DateTime<Utc>) -> Result<u64, StoreError> {
    let mut gone = 0;
    for rows in all() {
        gone += sweep(db, &rows, now).await?;
    }
    Ok(gone)
}

/// How many rows of each sort were to go before `moment` and are there.
pub async fn overdue(db: &impl ConnectionTrait, moment: DateTime<Utc>) -> Result<Vec<Overdue>, StoreError> {
    let mut overdue = Vec::new();
    for Passing { what, table, until, .. } in all() {
        let count = Query::select()
            .expr_as(Expr::col(until.clone()).count(), Alias::new("rows"))
            .from(table)
            .and_where(Expr::col(until).lt(moment.timestamp_millis()))
            .to_owned();
        let row = db.query_one(&count).await?;
        let rows: i64 = row.map_or(Ok(0), |row| row.try_get("", "rows"))?;
        overdue.push(Overdue { what, rows: u64::try_from(rows).unwrap_or_default() });
    }
    Ok(overdue)
}

/// Deletes the rows whose time was over before `before`, oldest first, in transactions small enough that nobody waits for
/// them. Answers how many rows went.
async fn sweep(db: &Db, rows: &Passing, before: DateTime<Utc>) -> Result<u64, StoreError> {
    let Passing { table, key, until, .. } = rows;
    let expired = Query::select()
        .column(key.clone())
        .from(table.clone())
        .and_where(Expr::col(until.clone()).lt(before.timestamp_millis()))
        .order_by(until.clone(), Order::Asc)
        .limit(SWEPT_AT_ONCE)
        .to_owned();
    let delete = Query::delete()
        .from_table(table.clone())
        .and_where(Expr::col(key.clone()).in_subquery(expired))
        .to_owned();
    let mut total = 0;
    loop {
        let delete = delete.clone();
        let swept =
            db.write(async move |tx| Ok::<_, StoreError>(tx.execute(&delete).await?.rows_affected())).await?;
        total += swept;
        if swept < SWEPT_AT_ONCE {
            return Ok(total);
        }
    }
}

#[cfg(test)]
mod tests {
    use entity::kept_record::{Column, Entity};
    use sea_orm::{ColumnTrait as _, PaginatorTrait as _, QueryFilter as _};

    use super::*;
    use crate::clock::from_millis;
    use crate::store::testing;

    #[tokio::test]
    async fn a_sweep_takes_what_has_expired_and_nothing_else() {
        for (name, scratch) in testing::databases().await {
            let start = 7_000_000_000_000 + scratch.number() * 1000;
            scratch
                .db
                .write(async move |tx| {
                    for n in 0..450 {
                        let key = format!("sweep-{start}-{n}");
                        testing::insert_until(tx, &key, start + n).await?;
                    }
                    Ok::<_, StoreError>(())
                })
                .await
                .unwrap();
            let mine = || Entity::find().filter(Column::Key.starts_with(format!("sweep-{start}-")));
            let [kept, ..] = all();
            let swept = sweep(&scratch.db, &kept, from_millis(start + 430)).await.unwrap();
            assert!(swept >= 430, "{name}");
            assert_eq!(mine().count(scratch.db.reader()).await.unwrap(), 20, "{name}");
        }
    }

    #[tokio::test]
    async fn what_should_be_gone_is_counted_by_its_sort() {
        let mut scratches = vec![testing::migrated().await];
        let own = testing::own_postgres().await;
        if let Some(own) = &own {
            scratches.push(testing::migrated_postgres(own).await);
        }
        for scratch in &scratches {
            testing::insert(&scratch.db, "stays").await.unwrap();
            scratch.db.write(async |tx| testing::insert_until(tx, "goes", 999).await).await.unwrap();
            let rows = |overdue: Vec<Overdue>| overdue.iter().map(|sort| sort.rows).collect::<Vec<_>>();
            let now = from_millis(1000);
            assert_eq!(rows(overdue(scratch.db.reader(), now).await.unwrap()), [1, 0, 0, 0, 0, 0, 0]);
            expired(&scratch.db, now).await.unwrap();
            assert_eq!(rows(overdue(scratch.db.reader(), now).await.unwrap()), [0; 7]);
            scratch.db.close().await;
        }
        if let Some(own) = own {
            testing::drop_postgres(&own).await;
        }
    }
}
