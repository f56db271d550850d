//! `/readyz` says what is missing, and in time.

use std::time::Duration;

use futures::future::join_all;
use serde_json::{Value, json};
use signet::boot;
use signet::clock::Clock as _;
use signet::keys::keyring::Keyring;
use tokio::time::{sleep, timeout};

use super::Serving;
use crate::support::app::{Answer, Options};
use crate::support::own::OwnRedis;
use crate::support::weather::{Line, Weather};
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
        let mut well = json!({"status": "ready", "process": "ok", "keys": "ok", "database": "ok", "schema": "ok"});
        if app.services.config.redis.url.is_some() {
            well["redis"] = "ok".into();
        }
        assert_eq!(report, well);
        app.take_store_away().await;
        let (status, report) = asked(&app).await;
        assert_eq!((status, &report["status"], &report["keys"]), (503, &"not ready".into(), &"ok".into()));
        assert_eq!((&report["database"], &report["schema"]), (&"refuses: the database cannot be used".into(), &"not known".into()));
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
        // The steps are known for some seconds: they do not change by themselves.
        app.travel(11);
        let last = "DELETE FROM seaql_migrations WHERE version = (SELECT max(version) FROM seaql_migrations)";
        databases::execute(&url, last).await;
        let (status, report) = asked(&app).await;
        assert_eq!((status, report["database"].as_str()), (503, Some("ok")));
        assert_eq!(report["schema"], "it lacks 1 step of this release: run `signet migrate`");
    }
}

/// A database that hangs holds nobody who asks for longer than a second, and is asked by one at a time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_hangs_is_told_in_time_to_everybody() {
    let Some(url) = databases::empty_postgres().await else { return };
    let (line, url) = Line::to_database(&url).await;
    let serving = Serving::start(&[("SIGNET__DATABASE__URL", &url)]);
    assert_eq!(serving.readiness().await.0, 200);
    line.turn(Weather::Held);
    let all = join_all((0..200).map(|_| serving.readiness()));
    for (status, report) in timeout(Duration::from_secs(10), all).await.expect("an answer for everybody") {
        assert_eq!(status, 503, "{report}");
        assert_eq!(report["database"], "does not answer within 1000 ms", "{report}");
    }
    assert_eq!(serving.server.lines("\"not ready\"").len(), 1, "told once, not two hundred times");
    line.turn(Weather::Fair);
    for _ in 0..100 {
        if serving.readiness().await.0 == 200 {
            return;
        }
        sleep(Duration::from_millis(100)).await;
    }
    panic!("it is not ready again: {:?}", serving.readiness().await);
}

/// A database that is gone is another thing to do than one that hangs; and what is red from the start is in the log too.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_refuses_is_told_apart_from_the_start_of_asking() {
    let Some(url) = databases::empty_postgres().await else { return };
    let (line, url) = Line::to_database(&url).await;
    let serving = Serving::start(&[("SIGNET__DATABASE__URL", &url)]);
    line.cut().await;
    let (status, report) = serving.readiness().await;
    assert_eq!((status, report["status"].as_str()), (503, Some("not ready")));
    assert_eq!(report["database"], "refuses: nothing listens at its address");
    // Nobody had asked while all was well.
    let logged: Value = serde_json::from_str(&serving.server.line("\"not ready\"")).unwrap();
    assert_eq!(logged["database"], report["database"]);
    let port = format!("127.0.0.1:{}", line.port);
    assert!(logged["cause"].as_str().unwrap().contains(&port), "the log says where: {logged}");
    assert!(!report.to_string().contains(&port), "whoever asks does not learn it: {report}");
}

/// Redis is optional: what it did is done elsewhere, and requests should come.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_redis_that_is_away_is_told_and_requests_come() {
    let Some(mut redis) = OwnRedis::new() else { return };
    let serving = Serving::start(&[("SIGNET__REDIS__URL", &OwnRedis::url(redis.port))]);
    let (status, report) = serving.readiness().await;
    assert_eq!((status, report["redis"].as_str()), (200, Some("ok")));
    redis.kill();
    // Who counts finds out, as every sign-in does.
    let guess = [("grant_type", "client_credentials"), ("client_id", "nobody"), ("client_secret", "x")];
    serving.http.post(format!("http://{}/token", serving.listen)).form(&guess).send().await.unwrap();
    serving.server.line("redis does not answer");
    let (status, report) = serving.readiness().await;
    assert_eq!((status, report["status"].as_str()), (200, Some("ready")));
    assert!(report["redis"].as_str().unwrap().starts_with("degraded: "), "{report}");
}
