//! Databases of every age.

use migration::{Migrator, MigratorTrait as _};
use sea_orm::{ConnectionTrait as _, DbBackend};

use super::*;
use crate::clock::from_millis;
use crate::store::{DbOptions, Transaction, auth_events, testing};

#[tokio::test]
async fn a_database_is_behind_until_it_is_migrated_and_then_current() {
    let scratch = testing::sqlite().await;
    let address = format!("sqlite:{}/empty.db", scratch.dir().display());
    let empty = Db::open(&address, &DbOptions::default()).await.unwrap();
    let Schema::Behind(missing) = state(&empty).await.unwrap() else {
        panic!("it has no schema yet");
    };
    assert_eq!(missing.len(), Migrator::migrations().len());
    assert!(state(&empty).await.unwrap().is_empty());
    // The scratch database has a table of its tests.
    assert!(matches!(state(&scratch.db).await, Err(StoreError::Foreign(_))));
    let dir = scratch.dir().join("made/on/the/way");
    let address = format!("sqlite:{}/signet.db", dir.display());
    assert_eq!(migrate(&address, from_millis(0)).await.unwrap(), missing);
    assert_eq!(migrate(&address, from_millis(0)).await.unwrap(), Vec::<String>::new());
    let db = Db::open(&address, &DbOptions::default()).await.unwrap();
    assert_eq!(state(&db).await.unwrap(), Schema::Current);
    assert!(!state(&db).await.unwrap().is_empty());
    let run = async |step: &str| {
        let newer = format!("INSERT INTO seaql_migrations (version, applied_at) VALUES ('{step}', 0)");
        let newer = async move |tx: &Transaction| Ok::<_, StoreError>(tx.execute_unprepared(&newer).await?);
        db.write(newer).await.unwrap();
    };
    run("m9998_expand_more").await;
    assert_eq!(state(&db).await.unwrap(), Schema::Expanded(vec!["m9998_expand_more".to_owned()]));
    assert_eq!(migrate(&address, from_millis(0)).await.unwrap(), Vec::<String>::new());
    run("m9999_later").await;
    assert_eq!(state(&db).await.unwrap(), Schema::Ahead(vec!["m9999_later".to_owned()]));
    let refused = migrate(&address, from_millis(0)).await.unwrap_err().to_string();
    assert!(refused.contains("m9999_later"), "{refused}");
}

#[test]
fn a_database_that_lacks_steps_beside_newer_ones_is_nobodys_to_migrate() {
    let mut applied = steps();
    let last = applied.pop().unwrap();
    assert_eq!(Schema::of(&applied), Schema::Behind(vec![last]));
    applied.push("m9998_expand_more".to_owned());
    assert_eq!(Schema::of(&applied), Schema::Ahead(vec!["m9998_expand_more".to_owned()]));
}

#[tokio::test]
async fn instances_that_migrate_at_once_all_end_with_the_schema() {
    let scratch = testing::sqlite().await;
    migrate_at_once(&format!("sqlite:{}/other.db", scratch.dir().display())).await;
    if let Some(address) = testing::own_postgres().await {
        migrate_at_once(&address).await;
        testing::drop_postgres(&address).await;
    }
}

#[tokio::test]
async fn rows_of_each_era_are_read_by_this_release() {
    let scratch = testing::sqlite().await;
    events_of_before(&format!("sqlite:{}/old.db", scratch.dir().display())).await;
    if let Some(address) = testing::own_postgres().await {
        events_of_before(&address).await;
        testing::drop_postgres(&address).await;
    }
}

/// An event written before the log was made lean, and one after it.
async fn events_of_before(address: &str) {
    let connection = connect::for_migrations(address).await.unwrap();
    Migrator::up(&connection, Some(3)).await.unwrap();
    let (id, salt) = match connection.get_database_backend() {
        DbBackend::Postgres => ("'018bcfe5-6800-7000-8000-000000000001'", r"'\x01'"),
        _ => ("x'018bcfe5680070008000000000000001'", "x'01'"),
    };
    for statement in [
        "INSERT INTO auth_event (id, at, kind, outcome, actor_kind, risk) \
         VALUES ({id}, 1700000000000, 'login.success', 'success', 'system', 7)",
        "INSERT INTO auth_event_personal (event_id, at, salt, address) \
         VALUES ({id}, 1700000000000, {salt}, '192.0.2.1')",
    ] {
        connection.execute_unprepared(&statement.replace("{id}", id).replace("{salt}", salt)).await.unwrap();
    }
    connection.close().await.unwrap();
    migrate(address, from_millis(1_800_000_000_000)).await.unwrap();
    let db = Db::open(address, &DbOptions::default()).await.unwrap();
    let filter = auth_events::Filter {
        since: Some(from_millis(1_700_000_000_000)),
        limit: 10,
        ..auth_events::Filter::default()
    };
    let found = auth_events::list(db.reader(), &filter).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].event.kind.as_str(), found[0].event.risk), ("login.success", Some(7)));
    let personal = found[0].personal.as_ref().unwrap();
    assert_eq!(personal.address.as_deref(), Some("192.0.2.1"));
    let change = "UPDATE auth_event SET kind = 'forged'";
    let forged = db.write(async |tx| Ok::<_, StoreError>(tx.execute_unprepared(change).await?)).await;
    assert!(forged.is_err());
    let change = "UPDATE auth_event_personal SET address = '192.0.2.9'";
    assert!(db.write(async |tx| Ok::<_, StoreError>(tx.execute_unprepared(change).await?)).await.is_err());
    db.close().await;
}

async fn migrate_at_once(address: &str) {
    let now = from_millis(1_800_000_000_000);
    let (one, two, three) = tokio::join!(migrate(address, now), migrate(address, now), migrate(address, now));
    one.and(two).and(three).unwrap();
    let db = Db::open(address, &DbOptions::default()).await.unwrap();
    assert_eq!(state(&db).await.unwrap(), Schema::Current);
    let (one, two) = tokio::join!(partitions::make_ahead(&db, now), partitions::make_ahead(&db, now));
    one.and(two).unwrap();
    db.close().await;
}
