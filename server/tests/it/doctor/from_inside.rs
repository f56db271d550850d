//! What lies behind: settings, database, Redis, keys.

use std::time::Duration;

use sea_orm::{DbBackend, Statement};
use signet::store::{ConnectionTrait as _, Db, DbOptions, StoreError, connect};

use super::Diagnosis;
use super::deployment::Deployment;
use crate::support::app::MASTER_KEY;
use crate::support::databases::{self, fresh_folder};
use crate::support::process::{Running, run, signet};
use crate::support::programs;

/// Changes the database, as somebody does who should not, and waits until the file holds it.
pub(super) async fn meddle(deployment: &Deployment, statement: &'static str) {
    let file = deployment.data.join("signet.db");
    let db = Db::open(&format!("sqlite:{}", file.display()), &DbOptions::default()).await.unwrap();
    db.write(async move |tx| Ok::<_, StoreError>(tx.execute_unprepared(statement).await?)).await.unwrap();
    db.close().await;
    drop(db);
    let log = deployment.data.join("signet.db-wal");
    for _ in 0..200 {
        if !log.exists() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("the database is still open");
}

#[test]
fn settings_that_do_not_fit_the_database_are_named_with_their_fix() {
    let deployment = Deployment::start(&[]);
    deployment.inside(&[]).assert_sound(&["database", "schema", "master key", "signing keys"]);
    let other_key = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyE=";
    for (variable, value, check, level, fix) in [
        (
            "SIGNET__SEALING__MASTER_KEY",
            other_key,
            "master key",
            "problem",
            "the one that this database was sealed under",
        ),
        (
            "SIGNET__SERVER__ISSUER",
            "https://id.test",
            "issuer kept",
            "problem",
            "set server.issuer to https://localhost:",
        ),
        ("SIGNET__LIMITS__LOGIN_DAILY", "off", "limits", "warning", "set limits.login_daily to 100/1d"),
        (
            "SIGNET__SERVER__ADMIN_LISTEN",
            "0.0.0.0:9",
            "exposure",
            "warning",
            "set server.admin_listen to 127.0.0.1",
        ),
        ("SIGNET__SERVER__ADMIN_LISTEN", "", "exposure", "warning", "such as 127.0.0.1:9090"),
        ("SIGNET__REDIS__URL", "redis://:hunter2@127.0.0.1:1/0", "redis", "problem", "start Redis"),
        (
            "SIGNET__DATABASE__URL",
            "postgres://u:hunter2@127.0.0.1:1/d",
            "database",
            "problem",
            "start PostgreSQL",
        ),
        ("SIGNET__SERVER__DATA", "/nowhere", "database", "problem", "`signet migrate` makes it"),
        (
            "SIGNET__TOKENS__CODE",
            "5m",
            "configuration",
            "problem",
            "correct tokens.code in SIGNET__TOKENS__CODE",
        ),
        (
            "SIGNET__SEALING__MASTER_KEY_PREVIOUS",
            other_key,
            "master key",
            "warning",
            "restart every instance without",
        ),
        ("SIGNET__KEYS__ALGORITHMS", "RS256,ES256,EdDSA", "signing keys", "problem", "`signet key rotate`"),
    ] {
        deployment.inside(&[(variable, value)]).assert_flaw(check, level, fix);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_was_meddled_with_is_named_with_its_fix() {
    let mut deployment = Deployment::start(&[]);
    deployment.stop();
    let file = deployment.data.join("signet.db");
    let permit = |mode: u32| {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    permit(0o644);
    deployment.inside(&[]).assert_flaw("private files", "warning", &format!("chmod o= {}", file.display()));
    permit(0o600);
    let key = deployment.folder.join("master.key");
    std::fs::write(&key, MASTER_KEY).unwrap();
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o644);
    std::fs::set_permissions(&key, mode).unwrap();
    let by_file =
        [("SIGNET__SEALING__MASTER_KEY", ""), ("SIGNET__SEALING__MASTER_KEY_FILE", key.to_str().unwrap())];
    let fix = format!("chmod o= {}", key.display());
    deployment.inside(&by_file).assert_flaw("private files", "problem", &fix);
    for (statement, check, level, fix) in [
        // Whatever is swept.
        (
            "INSERT INTO revoked_token (id, expires_at) VALUES ('r', 0)",
            "upkeep",
            "warning",
            "start `signet serve`",
        ),
        (
            "INSERT INTO kept_record (key, value, expires_at) VALUES ('k', x'00', 0)",
            "upkeep",
            "warning",
            "start `signet serve`",
        ),
        (
            "UPDATE signing_key SET activate_at = 0, created_at = 0 WHERE state = 'active'",
            "signing keys",
            "problem",
            "`signet key rotate --now` does it at once",
        ),
        ("DELETE FROM signing_key", "signing keys", "problem", "start the server, which makes one"),
        (
            "INSERT INTO setting (name, value) VALUES ('demo', 'yes')",
            "demo data",
            "problem",
            "serve another database",
        ),
        (
            "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_later', 0)",
            "schema",
            "problem",
            "use the release that was here",
        ),
    ] {
        meddle(&deployment, statement).await;
        let before = std::fs::read(&file).unwrap();
        deployment.inside(&[]).assert_flaw(check, level, fix);
        assert!(std::fs::read(&file).unwrap() == before, "it changed the database: {check}");
    }
    let empty = Deployment::migrated(&[]);
    std::fs::write(empty.data.join("signet.db"), "").unwrap();
    empty.inside(&[]).assert_flaw("schema", "problem", "run `signet migrate`");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_may_be_lost_is_named_with_its_fix() {
    let deployment = Deployment::migrated(&[]);
    let file = deployment.data.join("signet.db");
    // A page that nothing else is read from: where the schema lies, nothing could be looked at.
    let connection = connect::for_migrations(&format!("sqlite:{}", file.display())).await.unwrap();
    let ask = "SELECT rootpage AS page FROM sqlite_schema WHERE name = 'user_preference'";
    let ask = Statement::from_string(DbBackend::Sqlite, ask);
    let page: i64 = connection.query_one_raw(ask).await.unwrap().unwrap().try_get("", "page").unwrap();
    connection.close().await.unwrap();
    let mut bytes = std::fs::read(&file).unwrap();
    let end = usize::try_from(page).unwrap() * 4096;
    bytes[end - 4096..end].fill(0xa5);
    std::fs::write(&file, bytes).unwrap();
    deployment.inside(&[]).assert_flaw("durability", "problem", "restore a backup");
    let Some(url) = databases::empty_postgres().await else { return };
    if std::env::var_os("SIGNET_TEST_POSTGRES_URL").is_none() {
        // The suite's own PostgreSQL runs without fsync, for speed.
        let hasty = Deployment::migrated(&[("SIGNET__DATABASE__URL", &url)]);
        hasty.inside(&[]).assert_flaw("durability", "problem", "ALTER SYSTEM SET fsync = on");
    }
}

#[test]
fn dev_is_sound_and_is_looked_at_by_its_directory_alone() {
    let data = fresh_folder().join("data");
    let listen = format!("127.0.0.1:{}", programs::free_port());
    let variables = [
        ("SIGNET__KEYS__ALGORITHMS", "RS256"),
        ("SIGNET__KEYS__DEFAULT_ALGORITHM", "RS256"),
        ("SIGNET__KEYS__RSA_BITS", "2048"),
    ];
    let server = Running::start(signet(&data, &variables, &["dev", "--listen", &listen]));
    server.line("Stop with Ctrl-C");
    let directory = ["--data", data.to_str().unwrap()];
    let found = Diagnosis::of(&data, &variables, &directory);
    found.assert_sound(&["issuer", "key set", "cookies", "client address", "demo data", "master key"]);
    let (output, errors) = run(&data, &variables, &[&["doctor"][..], &directory].concat());
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && errors.is_empty(), "{errors}");
    assert!(text.starts_with("http://localhost:") && text.contains("\n  ✓ issuer "), "{text}");
    assert!(text.trim_end().ends_with(" are sound"), "{text}");
    drop(server);
    let (output, errors) = run(&data, &variables, &[&["doctor"][..], &directory].concat());
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("✗ issuer ") && text.contains("fix       start the server"), "{text}");
    assert_eq!(errors, "signet: 1 problem; its fix stands beside it\n");
}
