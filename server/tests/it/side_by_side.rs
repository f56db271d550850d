//! FM-29: a newer release has migrated the database of this one, which goes on beside it, and is started on it again.

use sea_orm::{ConnectionTrait as _, DbBackend, Statement};
use serde_json::Value;
use signet::admin::audit;
use signet::store::connect;

use crate::support::app::{Answer, Options, WEB};
use crate::support::databases::{self, execute, fresh_folder};
use crate::support::process::{run, serving};
use crate::support::{AuthorizationRequest, Setup, TestApp};

const ADDS: &str = "m9998_expand_later";

/// What steps that only add may do: a column in each table, which nobody here knows, and a table.
async fn expand(url: &str) {
    let connection = connect::for_migrations(url).await.unwrap();
    let tables = match connection.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT relname::text AS name FROM pg_class WHERE relnamespace = current_schema()::regnamespace \
             AND relkind IN ('r', 'p') AND NOT relispartition"
        }
        _ => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'",
    };
    let ask = Statement::from_string(connection.get_database_backend(), tables);
    let mut more = 0;
    for row in connection.query_all_raw(ask).await.unwrap() {
        let table: String = row.try_get("", "name").unwrap();
        if table != "seaql_migrations" {
            let add = format!(r#"ALTER TABLE "{table}" ADD COLUMN later text NOT NULL DEFAULT 'x'"#);
            connection.execute_unprepared(&add).await.unwrap();
            more += 1;
        }
    }
    assert!(more > 15, "{more} tables");
    connection.close().await.unwrap();
    execute(url, "CREATE TABLE later (id bigint PRIMARY KEY)").await;
    ran(url, ADDS).await;
}

async fn ran(url: &str, step: &str) {
    execute(url, &format!("INSERT INTO seaql_migrations (version, applied_at) VALUES ('{step}', 0)")).await;
}

async fn readiness(app: &TestApp) -> (u16, Value) {
    let answer = Answer::of_any(app.http.get(app.at("/readyz")).send().await.unwrap()).await;
    (answer.status, answer.json())
}

fn offline() -> AuthorizationRequest {
    AuthorizationRequest::default().with("scope", "openid email offline_access")
}

/// All that is written and read for somebody who signs in and stays.
async fn goes_on(app: &TestApp, refresh_token: &str) -> String {
    let form = [("grant_type", "refresh_token"), ("refresh_token", refresh_token)];
    let refreshed = app.token(WEB, &form).await;
    assert_eq!(refreshed.status, 200, "{}", refreshed.body);
    assert_eq!(app.userinfo(&refreshed.text("access_token")).await.status, 200);
    assert_eq!(app.introspect(WEB, &refreshed.text("access_token")).await["active"], true);
    offline().tokens(app).await;
    app.travel(60);
    let report = audit::verify(&app.office(), &[], |_| {}).await.unwrap();
    assert_eq!(report.findings, []);
    refreshed.text("refresh_token")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_newer_release_has_added_disturbs_nobody_and_what_it_took_away_is_told() {
    for setup in [Setup::Sqlite, Setup::Postgres] {
        let Some(url) = databases::fresh(setup).await else { continue };
        let options = |issuer| Options { database_url: Some(url.clone()), issuer, ..Options::default() };
        let running = TestApp::with(setup, options(None)).await.unwrap();
        let token = offline().tokens(&running).await.text("refresh_token");
        expand(&url).await;
        let token = goes_on(&running, &token).await;
        assert_eq!(readiness(&running).await.0, 200);
        // After a roll back.
        let again = TestApp::with(setup, options(Some(running.issuer.clone()))).await.unwrap();
        again.travel(60);
        goes_on(&again, &token).await;

        let variables =
            serving(&[("SIGNET__DATABASE__URL", &url), ("SIGNET__SERVER__ISSUER", &running.issuer)]);
        let told = |arguments: &[&str]| {
            let (output, errors) = run(&fresh_folder().join("data"), &variables, arguments);
            (output.status.code(), format!("{}{errors}", String::from_utf8(output.stdout).unwrap()))
        };
        let (code, words) = told(&["migrate"]);
        assert!(code == Some(0) && words.contains("is up to date"), "{words}");
        assert_eq!(told(&["user", "list", "--json"]).0, Some(0));

        ran(&url, "m9999_contract_m9998_earlier").await;
        let refused = "use that one, since this one does not work with m9999_contract_m9998_earlier";
        let (status, report) = readiness(&again).await;
        assert_eq!((status, &report["database"]), (503, &"ok".into()));
        assert!(report["schema"].as_str().unwrap().ends_with(refused), "{report}");
        for arguments in [&["serve"][..], &["migrate"], &["migrate", "--rehearse"], &["user", "list"]] {
            let (code, words) = told(arguments);
            assert!(code == Some(1) && words.contains(refused), "{arguments:?}: {words}");
        }
    }
}
