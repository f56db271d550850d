//! A database from which somebody took something away, and one that a sealer fails on.

use std::time::Duration;

use signet::store::{ConnectionTrait as _, Db, DbOptions, StoreError};

use super::deployment::Deployment;
use super::from_inside::meddle;
use crate::support::databases;
use crate::support::process::{run, serving};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_table_a_column_and_a_trigger_that_are_missing_are_named() {
    for (statement, words) in [
        ("DROP TABLE consent", "table consent"),
        ("ALTER TABLE session DROP COLUMN user_agent", "column user_agent of session"),
        ("DROP TRIGGER auth_event_is_append_only", "trigger auth_event_is_append_only of auth_event"),
    ] {
        let deployment = Deployment::migrated(&[]);
        deployment.inside(&[]).assert_sound(&["schema"]);
        meddle(&deployment, statement).await;
        let found = deployment.inside(&[]);
        found.assert_flaw("schema", "problem", "restore a backup");
        let told = found.flaws()[0]["found"].to_string();
        assert!(told.contains(&format!("without {words}: ")), "{told}");
    }
}

/// A newer release may have taken away what this one's steps made; that the store cannot be read is told all the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn beside_a_newer_release_a_store_that_cannot_be_read_is_told() {
    let deployment = Deployment::migrated(&[]);
    for statement in [
        "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_expand_more', 0)",
        "DROP TABLE signing_key",
    ] {
        meddle(&deployment, statement).await;
    }
    let found = deployment.inside(&[]);
    found.assert_flaw("schema", "problem", "restore a backup");
    let told = found.flaws()[0]["found"].to_string();
    assert!(told.contains("signing_key"), "{told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_on_postgres() {
    let Some(url) = databases::empty_postgres().await else { return };
    let deployment = Deployment::migrated(&[("SIGNET__DATABASE__URL", &url)]);
    let of_schema = || {
        let found = deployment.inside(&[]).findings;
        found.into_iter().find(|finding| finding["check"] == "schema").unwrap()
    };
    assert_eq!(of_schema()["level"], "ok");
    let db = Db::open(&url, &DbOptions::default()).await.unwrap();
    for statement in [
        "ALTER TABLE auth_event DISABLE TRIGGER auth_event_is_append_only",
        "ALTER TABLE session DROP COLUMN user_agent",
        "DROP TABLE lossy_record",
    ] {
        db.write(async move |tx| Ok::<_, StoreError>(tx.execute_unprepared(statement).await?)).await.unwrap();
    }
    db.close().await;
    let told = of_schema()["found"].to_string();
    let expected = "without column user_agent of session, table lossy_record, trigger auth_event_is_append_only of auth_event";
    assert!(told.contains(expected), "{told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_week_of_the_audit_log_without_its_partition_is_named() {
    let Some(url) = databases::empty_postgres().await else { return };
    let deployment = Deployment::migrated(&[("SIGNET__DATABASE__URL", &url)]);
    let of_partitions = || {
        let found = deployment.inside(&[]).findings;
        found.into_iter().find(|finding| finding["check"] == "partitions").unwrap()
    };
    assert_eq!(of_partitions()["level"], "ok");
    let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_millis();
    let week = migration::partition_of(i64::try_from(now).unwrap());
    for (lost, level) in [(week + 2, "warning"), (week, "problem")] {
        databases::execute(&url, &format!("DROP TABLE auth_event_personal_w{lost}")).await;
        let found = of_partitions();
        assert_eq!(found["level"], level, "{found}");
        assert!(found["fix"].as_str().unwrap().starts_with("start `signet serve`"), "{found}");
    }
    // What was looked at stands under the heading of what was looked at.
    let variables = [("SIGNET__DATABASE__URL", url.as_str())];
    let (output, _) = run(&deployment.data, &serving(&variables), &["doctor", "--inside"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with("Configuration, database and machine\n"), "{text}");
    assert!(!text.contains("as the world sees it"), "{text}");
}

/// Seals cannot be written, and everything else goes on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sealer_that_fails_is_told_by_the_events_that_wait() {
    let mut deployment = Deployment::start(&[]);
    deployment.inside(&[]).assert_sound(&["audit log"]);
    deployment.stop();
    meddle(
        &deployment,
        "CREATE TRIGGER broken BEFORE INSERT ON audit_seal BEGIN SELECT RAISE(ABORT, 'no'); END",
    )
    .await;
    // Minutes are too long for a test: an event of long ago, which nobody has looked for yet, and nobody at work.
    meddle(
        &deployment,
        "INSERT INTO auth_event (id, at, kind, outcome, actor_kind) VALUES (x'019a0000000070008000000000000001', \
         1760936591360, 'login.failed', 'refusal', 'system')",
    )
    .await;
    meddle(&deployment, "UPDATE audit_head SET looked_until = 0").await;
    meddle(&deployment, "DELETE FROM lease").await;
    deployment.inside(&[]).assert_flaw("audit log", "warning", "start `signet serve`");
    deployment.serve();
    for _ in 0..100 {
        let found = deployment.inside(&[]);
        if found.flaws().iter().any(|flaw| flaw["check"] == "audit log" && flaw["level"] == "problem") {
            found.assert_flaw("audit log", "problem", "of the chore \"sealing\"");
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{:#?}", deployment.inside(&[]).findings);
}
