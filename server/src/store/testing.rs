//! Databases for tests: a SQLite file in a directory of its own, and PostgreSQL where
//! `SIGNET_TEST_POSTGRES_URL` names one.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use entity::{kept_record, lossy_record};
use sea_orm::{ConnectionTrait, DatabaseConnection, EntityTrait, Schema, Set};
use tokio::sync::OnceCell;

use super::{Db, DbOptions, StoreError, connect, schema};
use crate::clock::{Clock as _, SystemClock};
use crate::entropy::{Entropy, SystemEntropy};

/// A database with the tables of short-lived records, gone when dropped.
pub(crate) struct Scratch {
    pub(crate) db: Db,
    address: String,
    dir: Option<PathBuf>,
    number: i64,
}

impl Scratch {
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Where the SQLite file is.
    pub(crate) fn dir(&self) -> &Path {
        self.dir.as_deref().unwrap()
    }

    /// Unlike that of any other scratch database: PostgreSQL is shared by tests and runs.
    pub(crate) fn number(&self) -> i64 {
        self.number
    }

    /// A key that no other test uses.
    pub(crate) fn key(&self, name: &str) -> String {
        format!("{}-{name}", self.number)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Some(dir) = &self.dir {
            let _ = std::fs::remove_dir_all(dir);
        }
    }
}

/// A SQLite file.
pub(crate) async fn sqlite() -> Scratch {
    sqlite_with(&DbOptions::default()).await
}

pub(crate) async fn sqlite_with(options: &DbOptions) -> Scratch {
    let number = unlike_any_other();
    let dir = std::env::temp_dir().join(format!("signet-test-{number}"));
    std::fs::create_dir(&dir).unwrap();
    let address = format!("sqlite:{}/signet.db", dir.display());
    create_tables(&connect::for_migrations(&address).await.unwrap()).await;
    let db = Db::open(&address, options).await.unwrap();
    Scratch { db, address, dir: Some(dir), number }
}

/// A SQLite file with the whole schema, as `signet migrate` makes it.
pub(crate) async fn migrated() -> Scratch {
    let number = unlike_any_other();
    let dir = std::env::temp_dir().join(format!("signet-test-{number}"));
    migrated_at(format!("sqlite:{}/signet.db", dir.display()), Some(dir), number).await
}

/// The same in a database that [`own_postgres`] made.
pub(crate) async fn migrated_postgres(own: &str) -> Scratch {
    migrated_at(own.to_owned(), None, unlike_any_other()).await
}

async fn migrated_at(address: String, dir: Option<PathBuf>, number: i64) -> Scratch {
    schema::migrate(&address, SystemClock.now()).await.unwrap();
    let db = Db::open(&address, &DbOptions::default()).await.unwrap();
    Scratch { db, address, dir, number }
}

/// PostgreSQL, if there is one.
pub(crate) async fn postgres() -> Option<Scratch> {
    postgres_with(&DbOptions::default()).await
}

pub(crate) async fn postgres_with(options: &DbOptions) -> Option<Scratch> {
    static CREATED: OnceCell<()> = OnceCell::const_new();
    let address = postgres_address()?;
    CREATED
        .get_or_init(async || {
            create_tables(&connect::for_migrations(&address).await.unwrap()).await;
        })
        .await;
    let db = Db::open(&address, options).await.unwrap();
    Some(Scratch { db, address, dir: None, number: unlike_any_other() })
}

/// A database of its own on PostgreSQL, empty, if there is a PostgreSQL: its address. To be handed to
/// [`drop_postgres`].
pub(crate) async fn own_postgres() -> Option<String> {
    let address = postgres_address()?;
    let name = format!("signet_test_{}", unlike_any_other());
    run_on(&address, &format!("CREATE DATABASE {name}")).await;
    let mut own = url::Url::parse(&address).unwrap();
    own.set_path(&name);
    Some(own.to_string())
}

/// Removes a database that [`own_postgres`] made.
pub(crate) async fn drop_postgres(own: &str) {
    let name = url::Url::parse(own).unwrap().path().trim_start_matches('/').to_owned();
    let address = postgres_address().unwrap();
    run_on(&address, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
}

async fn run_on(address: &str, statement: &str) {
    let connection = connect::for_migrations(address).await.unwrap();
    connection.execute_unprepared(statement).await.unwrap();
    connection.close().await.unwrap();
}

/// The PostgreSQL server of this run, if there is one.
pub(crate) fn postgres_address() -> Option<String> {
    setting("SIGNET_TEST_POSTGRES_URL")
}

/// A setting of the test run, or a word, past the capture of a test's output, on what its absence leaves out. With
/// `SIGNET_TEST_REQUIRE_ALL` nothing may be left out.
pub(crate) fn setting(name: &'static str) -> Option<String> {
    static MISSED: std::sync::Mutex<Vec<&str>> = std::sync::Mutex::new(Vec::new());
    let value = std::env::var(name).ok();
    if value.is_none() {
        let text = format!("SKIPPED every test that needs {name}: it is not set");
        assert!(std::env::var_os("SIGNET_TEST_REQUIRE_ALL").is_none(), "{text}");
        let mut missed = MISSED.lock().unwrap();
        if !missed.contains(&name) {
            missed.push(name);
            writeln!(std::io::stderr(), "{text}").unwrap();
        }
    }
    value
}

/// Each database there is, with its name.
pub(crate) async fn databases() -> Vec<(&'static str, Scratch)> {
    databases_with(&DbOptions::default()).await
}

pub(crate) async fn databases_with(options: &DbOptions) -> Vec<(&'static str, Scratch)> {
    let mut all = vec![("sqlite", sqlite_with(options).await)];
    all.extend(postgres_with(options).await.map(|scratch| ("postgres", scratch)));
    all
}

/// Waits until news of other processes would be heard.
pub(crate) async fn listening(db: &Db) {
    while !db.changes().heard_within(Duration::from_secs(1)) {
        tokio::task::yield_now().await;
    }
}

/// A write with a visible effect.
pub(crate) async fn insert(db: &Db, key: &str) -> Result<(), StoreError> {
    let key = key.to_owned();
    db.write(async move |tx| insert_until(tx, &key, i64::MAX).await).await
}

pub(crate) async fn insert_until(
    tx: &impl ConnectionTrait,
    key: &str,
    expires_at: i64,
) -> Result<(), StoreError> {
    let row = kept_record::ActiveModel {
        key: Set(key.to_owned()),
        value: Set(vec![7; 10]),
        expires_at: Set(expires_at),
    };
    kept_record::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Whether [`insert`] of this key is there, for a reader.
pub(crate) async fn exists(db: &Db, key: &str) -> bool {
    kept_record::Entity::find_by_id(key).one(db.reader()).await.unwrap().is_some()
}

async fn create_tables(connection: &DatabaseConnection) {
    let schema = Schema::new(connection.get_database_backend());
    let tables = [
        schema.create_table_from_entity(kept_record::Entity),
        schema.create_table_from_entity(lossy_record::Entity),
    ];
    for mut table in tables {
        connection.execute(table.if_not_exists()).await.unwrap();
    }
    connection.close_by_ref().await.unwrap();
}

fn unlike_any_other() -> i64 {
    static NEXT: AtomicI64 = AtomicI64::new(0);
    let entropy: &dyn Entropy = &SystemEntropy;
    let run = i64::from(u32::from_be_bytes(entropy.bytes()));
    run * 1000 + NEXT.fetch_add(1, Ordering::Relaxed) % 1000
}
