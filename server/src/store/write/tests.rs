//! The promises of [`Db::write`], on each database there is.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;

use sea_orm::ConnectionTrait as _;

use super::*;
use crate::store::DbOptions;
use crate::store::testing::{self, Scratch, exists, insert, insert_until};

/// Occupies the writer of a SQLite file, so that what is submitted meanwhile becomes one batch.
async fn hold(db: &Db) -> (Arc<Notify>, JoinHandle<Result<(), StoreError>>) {
    let release = Arc::new(Notify::new());
    let (began, holding) = oneshot::channel();
    let (held, until) = (db.clone(), Arc::clone(&release));
    let task = tokio::spawn(async move {
        held.write(async move |_| {
            began.send(()).unwrap();
            until.notified().await;
            Ok(())
        })
        .await
    });
    holding.await.unwrap();
    (release, task)
}

/// Inserts the key, then ends as `end` does.
fn spawn_insert(
    db: &Db,
    key: String,
    end: impl FnOnce() -> Result<(), StoreError> + Send + 'static,
) -> JoinHandle<Result<(), StoreError>> {
    let db = db.clone();
    tokio::spawn(async move {
        db.write(async move |tx| {
            insert_until(tx, &key, i64::MAX).await?;
            end()
        })
        .await
    })
}

/// Three inserts in one batch, the middle one ending as `end` does.
async fn batch_of_three(
    scratch: &Scratch,
    end: impl FnOnce() -> Result<(), StoreError> + Send + 'static,
) -> Result<(), StoreError> {
    let (release, holder) = hold(&scratch.db).await;
    let before = spawn_insert(&scratch.db, scratch.key("before"), || Ok(()));
    tokio::task::yield_now().await;
    let middle = spawn_insert(&scratch.db, scratch.key("middle"), end);
    tokio::task::yield_now().await;
    let after = spawn_insert(&scratch.db, scratch.key("after"), || Ok(()));
    tokio::task::yield_now().await;
    release.notify_one();
    holder.await.unwrap().unwrap();
    before.await.unwrap().unwrap();
    after.await.unwrap().unwrap();
    assert!(exists(&scratch.db, &scratch.key("before")).await);
    assert!(exists(&scratch.db, &scratch.key("after")).await);
    assert!(!exists(&scratch.db, &scratch.key("middle")).await);
    middle.await.unwrap()
}

#[tokio::test]
async fn two_hundred_writers_at_once_are_all_committed() {
    for (name, scratch) in testing::databases().await {
        let writers: Vec<_> =
            (0..200).map(|n| spawn_insert(&scratch.db, scratch.key(&n.to_string()), || Ok(()))).collect();
        for (n, writer) in writers.into_iter().enumerate() {
            writer.await.unwrap().unwrap();
            assert!(exists(&scratch.db, &scratch.key(&n.to_string())).await, "{name} {n}");
        }
    }
}

#[tokio::test]
async fn a_failing_closure_rolls_back_alone() {
    for (_, scratch) in testing::databases().await {
        let refused = batch_of_three(&scratch, || Err(StoreError::Conflict("no".into()))).await;
        assert!(matches!(refused, Err(StoreError::Conflict(why)) if why == "no"));
    }
}

/// A panic in the background takes its own write with it, and nothing else.
#[tokio::test]
async fn a_panicking_closure_rolls_back_alone() {
    for (_, scratch) in testing::databases().await {
        let refused = batch_of_three(&scratch, || panic!("as the test wants")).await;
        assert!(matches!(refused, Err(StoreError::Panicked)), "{refused:?}");
    }
}

#[tokio::test]
async fn a_closure_that_fails_or_panics_alone_leaves_nothing() {
    for (name, scratch) in testing::databases().await {
        let refused = spawn_insert(&scratch.db, scratch.key("a"), || Err(StoreError::Busy)).await;
        assert!(refused.unwrap().is_err());
        let refused = spawn_insert(&scratch.db, scratch.key("a"), || panic!("wanted")).await;
        assert!(refused.unwrap().is_err());
        assert!(!exists(&scratch.db, &scratch.key("a")).await, "{name}");
        insert(&scratch.db, &scratch.key("a")).await.unwrap();
        assert!(exists(&scratch.db, &scratch.key("a")).await, "{name}");
    }
}

/// Rule 4.4.4: who hangs up drops nothing between two awaits.
#[tokio::test]
async fn what_a_caller_that_went_away_began_is_wholly_done() {
    for (name, scratch) in testing::databases().await {
        let (began, running) = oneshot::channel();
        let (first, second) = (scratch.key("first"), scratch.key("second"));
        let db = scratch.db.clone();
        let caller = tokio::spawn(async move {
            db.write(async move |tx| {
                insert_until(tx, &first, i64::MAX).await?;
                began.send(()).unwrap();
                tokio::time::sleep(Duration::from_millis(50)).await;
                insert_until(tx, &second, i64::MAX).await
            })
            .await
        });
        running.await.unwrap();
        caller.abort();
        assert!(caller.await.unwrap_err().is_cancelled());
        scratch.db.queue().close().await;
        assert!(exists(&scratch.db, &scratch.key("first")).await, "{name}");
        assert!(exists(&scratch.db, &scratch.key("second")).await, "{name}");
    }
}

#[tokio::test]
async fn on_sqlite_writes_happen_in_the_order_they_came() {
    let scratch = testing::sqlite().await;
    let (release, _holder) = hold(&scratch.db).await;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let mut writers = Vec::new();
    for n in 0..300 {
        let (db, seen) = (scratch.db.clone(), Arc::clone(&seen));
        writers.push(tokio::spawn(async move {
            db.write(async move |_| {
                seen.lock().unwrap().push(n);
                Ok::<_, StoreError>(())
            })
            .await
        }));
        tokio::task::yield_now().await;
    }
    release.notify_one();
    for writer in writers {
        writer.await.unwrap().unwrap();
    }
    assert_eq!(*seen.lock().unwrap(), (0..300).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_full_queue_is_busy_at_once() {
    let options = DbOptions { queue: 2, ..DbOptions::default() };
    for (name, scratch) in testing::databases_with(&options).await {
        let (release, _holder) = hold(&scratch.db).await;
        let (second_release, _second) = if name == "postgres" {
            hold(&scratch.db).await
        } else {
            (Arc::default(), spawn_insert(&scratch.db, scratch.key("second"), || Ok(())))
        };
        tokio::task::yield_now().await;
        let refused = insert(&scratch.db, &scratch.key("third")).await;
        assert!(matches!(refused, Err(StoreError::Busy)), "{name}: {refused:?}");
        release.notify_one();
        second_release.notify_one();
    }
}

#[tokio::test]
async fn a_closure_that_goes_on_after_a_failed_statement_is_undone() {
    for (name, scratch) in testing::databases().await {
        insert(&scratch.db, &scratch.key("taken")).await.unwrap();
        let (taken, other) = (scratch.key("taken"), scratch.key("other"));
        let result = scratch
            .db
            .write(async move |tx| {
                let conflict = insert_until(tx, &taken, 1).await;
                assert!(matches!(conflict, Err(StoreError::Conflict(_))));
                let refused = insert_until(tx, &other, 1).await;
                assert!(refused.is_err());
                Ok::<_, StoreError>(())
            })
            .await;
        assert!(matches!(result, Err(StoreError::Conflict(_))), "{name}: {result:?}");
        assert!(!exists(&scratch.db, &scratch.key("other")).await, "{name}");
    }
}

#[tokio::test]
async fn a_closure_that_hangs_is_rolled_back_and_others_go_on() {
    let options = DbOptions { longest_work: Duration::from_millis(300), ..DbOptions::default() };
    for (name, scratch) in testing::databases_with(&options).await {
        let key = scratch.key("a");
        let hung: Result<(), StoreError> = scratch
            .db
            .write(async move |tx| {
                insert_until(tx, &key, i64::MAX).await?;
                std::future::pending().await
            })
            .await;
        assert!(matches!(hung, Err(StoreError::Busy)), "{name}: {hung:?}");
        insert(&scratch.db, &scratch.key("a")).await.unwrap();
    }
}

/// What a full disk does: SQLite rolls everything back, and its driver does not notice.
#[tokio::test]
async fn a_transaction_lost_under_our_feet_fails_the_batch_and_nothing_after_it() {
    let scratch = testing::sqlite().await;
    for end in [Ok(()), Err(StoreError::Busy)] {
        let (release, holder) = hold(&scratch.db).await;
        let before = spawn_insert(&scratch.db, "before".to_owned(), || Ok(()));
        tokio::task::yield_now().await;
        let db = scratch.db.clone();
        let culprit = tokio::spawn(async move {
            db.write(async move |tx| {
                tx.execute_unprepared("ROLLBACK").await?;
                end
            })
            .await
        });
        tokio::task::yield_now().await;
        let after = spawn_insert(&scratch.db, "after".to_owned(), || Ok(()));
        tokio::task::yield_now().await;
        release.notify_one();
        holder.await.unwrap().unwrap();
        for caller in [before, culprit, after] {
            assert!(caller.await.unwrap().is_err());
        }
        assert!(!exists(&scratch.db, "before").await);
        assert!(!exists(&scratch.db, "after").await);
    }
    let lone: Result<(), StoreError> = scratch
        .db
        .write(async |tx| {
            tx.execute_unprepared("ROLLBACK").await?;
            Ok(())
        })
        .await;
    assert!(lone.is_err());
    insert(&scratch.db, "later").await.unwrap();
    assert!(exists(&scratch.db, "later").await, "a real transaction was committed");
}

#[tokio::test]
async fn a_full_disk_is_unavailable_until_there_is_space_again() {
    let scratch = testing::sqlite().await;
    let fill: Result<(), StoreError> = scratch
        .db
        .write(async |tx| {
            tx.execute_unprepared("PRAGMA max_page_count = 1").await?;
            let sql = "INSERT INTO kept_record VALUES ('big', zeroblob(400000), 1)";
            tx.execute_unprepared(sql).await?;
            Ok(())
        })
        .await;
    assert!(matches!(fill, Err(StoreError::Unavailable(Some(_)))), "{fill:?}");
    let space: Result<(), StoreError> = scratch
        .db
        .write(async |tx| {
            tx.execute_unprepared("PRAGMA max_page_count = 100000").await?;
            Ok(())
        })
        .await;
    space.unwrap();
    insert(&scratch.db, "later").await.unwrap();
    assert!(exists(&scratch.db, "later").await);
    assert!(!exists(&scratch.db, "big").await);
}

/// A request on PostgreSQL never needs two connections at once.
#[tokio::test]
async fn one_connection_is_enough() {
    let options = DbOptions { connections: 1, ..DbOptions::default() };
    for (name, scratch) in testing::databases_with(&options).await {
        for n in 0..20 {
            insert(&scratch.db, &scratch.key(&n.to_string())).await.unwrap();
            assert!(exists(&scratch.db, &scratch.key(&n.to_string())).await, "{name}");
        }
    }
}
