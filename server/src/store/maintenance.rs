//! What the files of a database and its long statements need.

use sea_orm::{ConnectionTrait as _, DbBackend};

use super::{Db, StoreError, Transaction};

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing;

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
