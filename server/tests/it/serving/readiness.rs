//! `/readyz` says what is missing, and in time.

use std::time::Duration;

use futures::future::join_all;
use serde_json::Value;
use signet::boot;
use signet::clock::Clock as _;
use signet::keys::keyring::Keyring;
use tokio::time::{sleep, timeout};

use super::Serving;
use crate::support::app::{Answer, Options};
use crate::support::{Setup, TestApp, databases, in_each_setup};

async fn asked(app: &TestApp) -> (u16, Value) {
    let answer = Answer::of_any(app.http.get(app.at("/readyz")).send().await.unwrap()).await;
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(answer.header("content-type").starts_with("application/json"));
    (answer.status, answer.json())
}

in_each_setup! {
    async fn all_is_said_to_be_well_until_the_database_is_gone(app: TestApp) {
        let (status, report) = asked(&app).await;
        assert_eq!(status, 200);
        assert_eq!(report, serde_json::json!({"status": "ready", "process": "ok", "keys": "ok", "database": "ok", "schema": "ok"}));
        app.take_store_away().await;
        let (status, report) = asked(&app).await;
        assert_eq!((status, &report["status"], &report["keys"]), (503, &"not ready".into(), &"ok".into()));
        assert!(report["database"] != "ok" && report["schema"] == "not known", "{report}");
        // The process itself is well: to kill it would help nobody.
        assert_eq!(app.get("/healthz").await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_schema_that_lacks_a_step_and_a_ring_without_keys_are_told() {
    for setup in [Setup::Sqlite, Setup::Postgres] {
        let Some(url) = databases::fresh(setup).await else { continue };
        let options = Options { database_url: Some(url.clone()), ..Options::default() };
        let app = TestApp::with(setup, options).await.unwrap();
        let services = &app.services;
        let now = || app.clock.now();
        services.keys.replace(Keyring::open(&[], &services.sealer, now()).unwrap());
        let (status, report) = asked(&app).await;
        assert_eq!(
            (status, report["keys"].as_str()),
            (503, Some("no active signing key: see `signet key list`"))
        );
        let ring = boot::open_ring(&services.db, &services.sealer, now()).await.unwrap();
        services.keys.replace(ring);
        assert_eq!(asked(&app).await.0, 200);
        let last = "DELETE FROM seaql_migrations WHERE version = (SELECT max(version) FROM seaql_migrations)";
        databases::execute(&url, last).await;
        let (status, report) = asked(&app).await;
        assert_eq!((status, report["database"].as_str()), (503, Some("ok")));
        assert_eq!(report["schema"], "it lacks 1 step of this release: run `signet migrate`");
        databases::execute(
            &url,
            "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_later', 0)",
        )
        .await;
        assert_eq!(
            asked(&app).await.0,
            200,
            "a newer release has migrated: this one serves until it is replaced"
        );
    }
}

/// A database that hangs holds nobody who asks for longer than a second, and is asked by one at a time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_hangs_is_told_in_time_to_everybody() {
    let Some(url) = databases::empty_postgres().await else { return };
    let line = super::line::Line::to(&url).await;
    let serving = Serving::start(&[("SIGNET__DATABASE__URL", &line.url)]);
    assert_eq!(serving.readiness().await.0, 200);
    line.hang();
    let all = join_all((0..200).map(|_| serving.readiness()));
    for (status, report) in timeout(Duration::from_secs(10), all).await.expect("an answer for everybody") {
        assert_eq!(status, 503, "{report}");
        assert!(report["database"].as_str().unwrap().contains("answer"), "{report}");
    }
    assert_eq!(serving.server.lines("\"not ready\"").len(), 1, "told once, not two hundred times");
    line.go_on();
    for _ in 0..100 {
        if serving.readiness().await.0 == 200 {
            return;
        }
        sleep(Duration::from_millis(100)).await;
    }
    panic!("it is not ready again: {:?}", serving.readiness().await);
}
