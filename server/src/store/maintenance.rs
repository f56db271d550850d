//! Upkeep that a timer asks for: cutting the log, sweeping what has expired.

use sea_orm::sea_query::{Expr, ExprTrait as _, Order, Query, Value};
use sea_orm::{ConnectionTrait as _, DbBackend, EntityTrait};

use super::{Db, StoreError, Transaction};

/// Rows that one transaction of a sweep deletes: other writes wait no longer than for these.
const SWEPT_AT_ONCE: u64 = 200;

/// Moves SQLite's write-ahead log into the file and cuts it, which autocheckpoints alone do not:
/// a statement that returns rows can keep them from running. To be asked for every minute or so.
/// Answers whether the log is cut now; a long reader prevents it until the next time.
pub async fn checkpoint(db: &Db) -> Result<bool, StoreError> {
    db.order_checkpoint().await.unwrap_or(Ok(true))
}

/// Lets the statements of this write take as long as they need, where PostgreSQL would end them after seconds: for what
/// touches every row of a table.
pub async fn without_limits(tx: &Transaction) -> Result<(), StoreError> {
    if tx.get_database_backend() == DbBackend::Postgres {
        tx.execute_unprepared("SET LOCAL statement_timeout = 0").await?;
    }
    Ok(())
}

/// Deletes the rows of `E` whose `expires_at` lies before `before`, oldest first, in transactions
/// small enough that nobody waits for them. `key` is the primary key, `expires_at` an indexed
/// column of the type of `before`. Answers how many rows went.
pub async fn sweep<E: EntityTrait>(
    db: &Db,
    key: E::Column,
    expires_at: E::Column,
    before: impl Into<Value>,
) -> Result<u64, StoreError> {
    let expired = Query::select()
        .column(key)
        .from(E::default().table_ref())
        .and_where(Expr::col(expires_at).lt(before.into()))
        .order_by(expires_at, Order::Asc)
        .limit(SWEPT_AT_ONCE)
        .to_owned();
    let delete = Query::delete()
        .from_table(E::default().table_ref())
        .and_where(Expr::col(key).in_subquery(expired))
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
            let swept = sweep::<Entity>(&scratch.db, Column::Key, Column::ExpiresAt, start + 430);
            assert!(swept.await.unwrap() >= 430, "{name}");
            assert_eq!(mine().count(scratch.db.reader()).await.unwrap(), 20, "{name}");
        }
    }

    #[tokio::test]
    async fn a_checkpoint_cuts_the_log_unless_somebody_reads() {
        let scratch = testing::sqlite().await;
        for n in 0..20 {
            testing::insert(&scratch.db, &format!("k{n}")).await.unwrap();
        }
        let log = scratch.dir().join("signet.db-wal");
        assert!(log.metadata().unwrap().len() > 0);
        assert!(checkpoint(&scratch.db).await.unwrap());
        assert_eq!(log.metadata().unwrap().len(), 0);

        let reading = crate::store::sqlite::Connection::open(scratch.dir().join("signet.db")).unwrap();
        reading.execute_batch("BEGIN; SELECT * FROM kept_record").unwrap();
        testing::insert(&scratch.db, "more").await.unwrap();
        assert!(!checkpoint(&scratch.db).await.unwrap());
        drop(reading);
    }
}
