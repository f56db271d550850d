//! A database of the release before comes to this one: rehearsed, killed on the way, and written to by the old release
//! meanwhile.

use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use migration::{Migrator, MigratorTrait as _};
use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbBackend, Statement};
use serde_json::{Value, json};
use signet::store::connect;

use crate::support::databases::{empty_postgres, execute, fresh_folder};
use crate::support::process::{Running, run, serving, signet};

/// Steps that the release before knew.
const KNOWN: u32 = 3;
const EVENTS: i64 = 20_000;

/// A database as the release before left it, on each kind there is.
async fn behind() -> Vec<String> {
    let file = format!("sqlite:{}", fresh_folder().join("signet.db").display());
    let all: Vec<String> = std::iter::once(file).chain(empty_postgres().await).collect();
    for url in &all {
        let connection = connect::for_migrations(url).await.unwrap();
        Migrator::up(&connection, Some(KNOWN)).await.unwrap();
        let some = if connection.get_database_backend() == DbBackend::Postgres {
            format!("SELECT gen_random_uuid() AS id, i FROM generate_series(1, {EVENTS}) i")
        } else {
            let numbers = format!("SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < {EVENTS}");
            format!("WITH RECURSIVE n(i) AS ({numbers}) SELECT randomblob(16) AS id, i FROM n")
        };
        let events = format!(
            "INSERT INTO auth_event (id, at, kind, outcome, actor_kind) \
             SELECT id, 1700000000000 + i, 'login.success', 'success', 'system' FROM ({some}) x"
        );
        connection.execute_unprepared(&events).await.unwrap();
        connection.close().await.unwrap();
    }
    all
}

async fn count(connection: &DatabaseConnection, table: &str) -> i64 {
    let ask = format!("SELECT COUNT(*) AS n FROM {table}");
    let ask = Statement::from_string(connection.get_database_backend(), ask);
    connection.query_one_raw(ask).await.unwrap().unwrap().try_get("", "n").unwrap()
}

async fn count_of(url: &str, table: &str) -> i64 {
    let connection = connect::for_migrations(url).await.unwrap();
    let counted = count(&connection, table).await;
    connection.close().await.unwrap();
    counted
}

fn migrate(url: &str, more: &[&str]) -> Value {
    let arguments = [&["migrate", "--json"], more].concat();
    let (output, errors) =
        run(&fresh_folder().join("data"), &serving(&[("SIGNET__DATABASE__URL", url)]), &arguments);
    assert!(output.status.success(), "{errors}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rehearsal_tells_what_each_step_does_and_changes_nothing() {
    for url in behind().await {
        let told = migrate(&url, &["--rehearse"]);
        let steps = told["rehearsed"].as_array().unwrap();
        let lean = steps.iter().find(|step| step["step"] == "m0004_lean_audit").unwrap();
        let rebuilt = lean["rebuilt"].as_array().unwrap();
        assert!(rebuilt.iter().any(|table| table.as_str().unwrap().starts_with("auth_event")), "{lean}");
        if url.starts_with("sqlite") {
            assert_eq!(lean["rows"], EVENTS);
            let whole = json!({"table": "the whole file", "mode": "write lock", "stops": "writers"});
            assert_eq!(lean["locks"], json!([whole]));
        } else {
            let lock = json!({"table": "auth_event", "mode": "AccessExclusiveLock", "stops": "everybody"});
            assert!(lean["locks"].as_array().unwrap().contains(&lock), "{lean}");
        }
        assert_eq!(count_of(&url, "seaql_migrations").await, i64::from(KNOWN));
        assert_eq!(count_of(&url, "auth_event").await, EVENTS);
        let names: Vec<_> = steps.iter().map(|step| step["step"].clone()).collect();
        assert_eq!(migrate(&url, &[])["steps"], json!(names));
        assert_eq!(migrate(&url, &["--rehearse"])["rehearsed"], json!([]));
    }
}

/// What the release before does all the time, on its own connection.
async fn write_events(url: String, over: Arc<AtomicBool>, written: Arc<AtomicI64>) {
    let connection = connect::for_migrations(&url).await.unwrap();
    let id = match connection.get_database_backend() {
        DbBackend::Postgres => "gen_random_uuid()",
        _ => "randomblob(16)",
    };
    let event = format!(
        "INSERT INTO auth_event (id, at, kind, outcome, actor_kind) \
         VALUES ({id}, 1800000000000, 'token.issued', 'success', 'system')"
    );
    while !over.load(Ordering::SeqCst) {
        connection.execute_unprepared(&event).await.expect("the old release's write");
        written.fetch_add(1, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    connection.close().await.unwrap();
}

/// The old release serves meanwhile.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn killed_at_any_moment_migrating_goes_on_and_loses_nothing_that_the_old_release_wrote() {
    for url in behind().await {
        let (over, written) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicI64::new(0)));
        let writing = tokio::spawn(write_events(url.clone(), Arc::clone(&over), Arc::clone(&written)));
        let variables = serving(&[("SIGNET__DATABASE__URL", &url)]);
        for round in 0..8 {
            let mut child = signet(&fresh_folder().join("data"), &variables, &["migrate"])
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            tokio::time::sleep(Duration::from_millis(20 + round * 25)).await;
            child.kill().unwrap();
            child.wait().unwrap();
            let before = written.load(Ordering::SeqCst);
            let connection = connect::for_migrations(&url).await.unwrap();
            assert!(count(&connection, "seaql_migrations").await >= i64::from(KNOWN));
            assert!(count(&connection, "auth_event").await >= EVENTS + before);
            connection.close().await.unwrap();
            assert!(!writing.is_finished(), "the old release goes on");
        }
        migrate(&url, &[]);
        let before = written.load(Ordering::SeqCst);
        while written.load(Ordering::SeqCst) == before {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        over.store(true, Ordering::SeqCst);
        writing.await.unwrap();
        assert_eq!(count_of(&url, "auth_event").await, EVENTS + written.load(Ordering::SeqCst));
        assert_eq!(migrate(&url, &[])["steps"], json!([]));
    }
}

/// An account with a name, as the first release wrote it.
const OF_THE_FIRST_RELEASE: &str = r#"
INSERT INTO "user" (id, status, email, email_verified, preferred_username, profile, created_at, updated_at)
VALUES ({id}, 'active', 'ada@example.com', TRUE, 'ada', '{"name":"Ada Lovelace"}', 1700000000000, 1700000000000);
INSERT INTO login_name (name, user_id, kind) VALUES ('ada', {id}, 'username');
INSERT INTO user_role (user_id, role, granted_by, granted_at) VALUES ({id}, 'user', 'operator', 1700000000000);
"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_left_releases_out_comes_straight_to_this_one() {
    for url in behind().await {
        let id = if url.starts_with("sqlite") {
            "x'018bcfe5680070008000000000000001'"
        } else {
            "'018bcfe5-6800-7000-8000-000000000001'"
        };
        execute(&url, &OF_THE_FIRST_RELEASE.replace("{id}", id)).await;
        let refused = |arguments: &[&str]| {
            let (output, errors) =
                run(&fresh_folder().join("data"), &serving(&[("SIGNET__DATABASE__URL", &url)]), arguments);
            assert_eq!(output.status.code(), Some(1), "{errors}");
            errors
        };
        assert!(refused(&["serve"]).contains("run `signet migrate` first"));
        let steps = migrate(&url, &[])["steps"].as_array().unwrap().len();
        assert_eq!(steps, Migrator::migrations().len() - KNOWN as usize);
        let answered = |arguments: &[&str]| -> Value {
            let arguments = [arguments, &["--json"]].concat();
            let (output, errors) =
                run(&fresh_folder().join("data"), &serving(&[("SIGNET__DATABASE__URL", &url)]), &arguments);
            assert!(output.status.success(), "{errors}");
            serde_json::from_slice(&output.stdout).unwrap()
        };
        let ada = answered(&["user", "show", "ada"]);
        assert_eq!((&ada["email"], &ada["roles"]), (&json!("ada@example.com"), &json!(["user"])), "{ada}");
        assert!(answered(&["client", "rotate-secret", "ticker"])["client_secret"].is_string());
        let kinds = answered(&["audit", "list", "--kind", "login.success", "--limit", "100000"]);
        assert_eq!(kinds.as_array().unwrap().len(), usize::try_from(EVENTS).unwrap());
        let server = Running::start(signet(
            &fresh_folder().join("data"),
            &serving(&[("SIGNET__DATABASE__URL", &url)]),
            &["serve"],
        ));
        server.line("\"serving\"");
    }
}
