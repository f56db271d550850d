use std::time::Duration;

use migration::{Migrator, MigratorTrait as _};

use super::*;
use crate::store::schema::{migrate, state};
use crate::store::{Db, DbOptions, testing};

/// A database that lacks the last step of those that there were when the log was made lean, with an event in it.
async fn behind(address: &str) {
    let connection = connect::for_migrations(address).await.unwrap();
    Migrator::up(&connection, Some(3)).await.unwrap();
    let id = match connection.get_database_backend() {
        sea_orm::DbBackend::Postgres => "'018bcfe5-6800-7000-8000-000000000001'",
        _ => "x'018bcfe5680070008000000000000001'",
    };
    let event = format!(
        "INSERT INTO auth_event (id, at, kind, outcome, actor_kind, risk) \
         VALUES ({id}, 1700000000000, 'login.success', 'success', 'system', 7)"
    );
    connection.execute_unprepared(&event).await.unwrap();
    connection.close().await.unwrap();
}

async fn how_it_stands(address: &str) -> Schema {
    let db = Db::open(address, &DbOptions::default()).await.unwrap();
    let stands = state(&db).await.unwrap();
    db.close().await;
    stands
}

#[tokio::test]
async fn on_sqlite_a_copy_is_migrated_and_goes_again() {
    let scratch = testing::sqlite().await;
    let folder = scratch.dir().join("own");
    std::fs::create_dir(&folder).unwrap();
    let address = format!("sqlite:{}/signet.db", folder.display());
    behind(&address).await;
    let before = std::fs::read(folder.join("signet.db")).unwrap();
    let steps = rehearse(&address, Duration::from_secs(30)).await.unwrap();
    let lean = steps.iter().find(|step| step.step == "m0004_lean_audit").unwrap();
    assert_eq!(
        (lean.rows, lean.rebuilt.as_slice()),
        (1, &["auth_event".into(), "auth_event_personal".into()][..])
    );
    assert_eq!(lean.locks[0].stops, Stops::Writers);
    assert_eq!(std::fs::read(folder.join("signet.db")).unwrap(), before);
    let names = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(names.into_iter().all(|name| !name.to_string_lossy().contains("rehearsal")), "the copy is gone");
    let Schema::Behind(missing) = how_it_stands(&address).await else { panic!("nothing was changed") };
    assert_eq!(missing.iter().collect::<Vec<_>>(), steps.iter().map(|step| &step.step).collect::<Vec<_>>());
    migrate(&address, crate::clock::from_millis(0)).await.unwrap();
    assert_eq!(rehearse(&address, Duration::from_secs(30)).await.unwrap(), []);
}

#[tokio::test]
async fn on_postgres_the_transaction_is_rolled_back_and_tells_its_locks() {
    let Some(address) = testing::own_postgres().await else { return };
    behind(&address).await;
    let steps = rehearse(&address, Duration::from_secs(30)).await.unwrap();
    let lean = steps.iter().find(|step| step.step == "m0004_lean_audit").unwrap();
    let lock = lean.locks.iter().find(|lock| lock.table == "auth_event").unwrap();
    assert_eq!((lock.mode.as_str(), lock.stops), ("AccessExclusiveLock", Stops::Everybody));
    assert!(lean.rebuilt.iter().any(|table| table.starts_with("auth_event")), "{lean:?}");
    assert!(matches!(how_it_stands(&address).await, Schema::Behind(_)));
    // Somebody reads for long: others would have to wait behind the step.
    let connection = connect::for_migrations(&address).await.unwrap();
    let reading = connection.begin().await.unwrap();
    reading.execute_unprepared("SELECT * FROM auth_event").await.unwrap();
    let given_up = rehearse(&address, Duration::from_secs(30)).await;
    let Err(StoreError::Step { step, cause }) = &given_up else { panic!("{given_up:?}") };
    assert!(step == "m0004_lean_audit" && matches!(**cause, StoreError::Busy), "{given_up:?}");
    reading.rollback().await.unwrap();
    connection.close().await.unwrap();
    assert!(matches!(how_it_stands(&address).await, Schema::Behind(_)));
    testing::drop_postgres(&address).await;
}
