//! What each database promises once it is open.

use sea_orm::sqlx::Connection as _;
use sea_orm::{ConnectionTrait as _, DbBackend, Statement};

use super::*;
use crate::store::testing;

#[tokio::test]
async fn an_address_of_neither_database_is_refused_without_repeating_it() {
    for address in ["mysql://u:hunter2@h/d", "sqlite:", "sqlite::memory:", "", "postgres"] {
        let error = Db::open(address, &DbOptions::default()).await.unwrap_err();
        assert!(matches!(error, StoreError::Address(_)), "{address}: {error:?}");
        assert!(!format!("{error:?} {error}").contains("hunter2"));
    }
}

/// Rule 4.4.3: one writer, synced before it is acknowledged.
#[tokio::test]
async fn what_is_acknowledged_on_sqlite_is_synced() {
    let scratch = testing::sqlite().await;
    for (pragma, expected) in [("synchronous", 2), ("foreign_keys", 1), ("temp_store", 2)] {
        let ask = Statement::from_string(DbBackend::Sqlite, format!("PRAGMA {pragma}"));
        let value = scratch
            .db
            .write(async move |tx| {
                let row = tx.query_one_raw(ask).await?.unwrap();
                Ok::<i64, StoreError>(row.try_get_by_index(0)?)
            })
            .await
            .unwrap();
        assert_eq!(value, expected, "{pragma}");
    }
    let ask = Statement::from_string(DbBackend::Sqlite, "PRAGMA journal_mode");
    let row = scratch.db.reader().query_one_raw(ask).await.unwrap().unwrap();
    assert_eq!(row.try_get_by_index::<String>(0).unwrap(), "wal");
}

#[cfg(unix)]
#[tokio::test]
async fn the_files_are_for_our_eyes_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let scratch = testing::sqlite().await;
    testing::insert(&scratch.db, "a").await.unwrap();
    let mut seen = 0;
    for file in std::fs::read_dir(scratch.dir()).unwrap() {
        let file = file.unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{file:?}");
        seen += 1;
    }
    assert!(seen >= 3, "the database, its log and its index");
}

#[tokio::test]
async fn a_reader_of_sqlite_cannot_write() {
    let scratch = testing::sqlite().await;
    let refused = scratch.db.reader().execute_unprepared("DELETE FROM kept_record").await;
    assert!(refused.is_err());
}

/// Rule 4.4.4: the checkout verifies that no transaction is open.
#[tokio::test]
async fn a_session_left_inside_a_transaction_is_not_handed_out() {
    let Some(address) = testing::postgres_address() else {
        return;
    };
    let options = DbOptions { connections: 1, ..DbOptions::default() };
    let db = Db::open(&address, &options).await.unwrap();
    let session = || async {
        let ask = Statement::from_string(DbBackend::Postgres, "SELECT pg_backend_pid()");
        let row = db.reader().query_one_raw(ask).await.unwrap().unwrap();
        row.try_get_by_index::<i32>(0).unwrap()
    };
    let first = session().await;
    assert_eq!(session().await, first);
    let pool = db.reader().pool();
    let mut connection = pool.get_postgres_connection_pool().acquire().await.unwrap();
    // As a caller would that vanished between BEGIN and the end.
    std::mem::forget(connection.begin().await.unwrap());
    drop(connection);
    assert_ne!(session().await, first);
}

#[tokio::test]
async fn closing_finishes_what_was_begun_and_lets_nothing_more_in() {
    for (name, scratch) in testing::databases().await {
        let writes: Vec<_> = (0..20)
            .map(|n| {
                let db = scratch.db.clone();
                let key = scratch.key(&format!("close{n}"));
                tokio::spawn(async move { testing::insert(&db, &key).await })
            })
            .collect();
        for write in writes {
            write.await.unwrap().unwrap();
        }
        scratch.db.close().await;
        let refused = testing::insert(&scratch.db, "later").await;
        assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{name}: {refused:?}");
    }
}
