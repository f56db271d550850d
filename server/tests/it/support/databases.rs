//! A database for each test, copied from one that was migrated and given its keys once.

use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::{ConnectionTrait as _, Database};
use tokio::sync::OnceCell;

use super::app::Setup;
use super::instance::prepare_template;
use super::programs;

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A name that no other test of this run has.
fn fresh_name() -> String {
    format!("signet_test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst))
}

/// A folder that no other test of this run has; it goes when the run is over.
pub fn fresh_folder() -> PathBuf {
    static RUN: OnceLock<PathBuf> = OnceLock::new();
    let run = RUN.get_or_init(|| {
        let run = std::env::temp_dir().join(format!("signet-test-{}", std::process::id()));
        programs::remove_with_us(&run);
        run
    });
    let folder = run.join(fresh_name());
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// The URL of a database for one test; `None` when the set-up's programs are not installed.
pub async fn fresh(setup: Setup) -> Option<String> {
    match setup {
        Setup::Sqlite => Some(fresh_sqlite().await),
        Setup::Postgres => fresh_postgres().await,
        Setup::PostgresAndRedis | Setup::TwoInstances => {
            programs::redis()?;
            fresh_postgres().await
        }
    }
}

async fn fresh_sqlite() -> String {
    static TEMPLATE: OnceCell<PathBuf> = OnceCell::const_new();
    let template = TEMPLATE
        .get_or_init(|| async {
            let file = fresh_folder().join("template.db");
            prepare_template(&format!("sqlite:{}", file.display())).await;
            file
        })
        .await;
    let file = fresh_folder().join("signet.db");
    std::fs::copy(template, &file).unwrap();
    format!("sqlite:{}", file.display())
}

async fn fresh_postgres() -> Option<String> {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    let server = programs::postgres()?;
    let template = TEMPLATE
        .get_or_init(|| async {
            let name = fresh_name();
            execute(server, &format!("CREATE DATABASE {name}")).await;
            prepare_template(&url_of(server, &name)).await;
            name
        })
        .await;
    let name = fresh_name();
    execute(server, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
    Some(url_of(server, &name))
}

/// The URL of an empty PostgreSQL database; `None` when PostgreSQL is not installed.
pub async fn empty_postgres() -> Option<String> {
    let server = programs::postgres()?;
    let name = fresh_name();
    execute(server, &format!("CREATE DATABASE {name}")).await;
    Some(url_of(server, &name))
}

fn url_of(server: &str, database: &str) -> String {
    let (before, _) = server.rsplit_once('/').unwrap();
    format!("{before}/{database}")
}

/// Runs a statement of somebody else's. A SQLite file is made where there is none.
pub async fn execute(server: &str, statement: &str) {
    if let Some(file) = server.strip_prefix("sqlite:") {
        return rusqlite::Connection::open(file).unwrap().execute_batch(statement).unwrap();
    }
    let connection = Database::connect(server).await.unwrap();
    connection.execute_unprepared(statement).await.unwrap();
    connection.close().await.unwrap();
}
