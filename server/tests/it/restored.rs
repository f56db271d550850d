//! Yesterday's backup comes back while clients hold newer tokens (`server/docs/operate/backup-and-restore.md`): nothing
//! that was handed out counts any more, whatever was rotated or revoked since, and people sign in again.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::app::{Answer, Options, SERVICE, WEB};
use crate::support::authorization::{claims_of, header_of};
use crate::support::databases::{self, empty_postgres, fresh_folder};
use crate::support::process::{Running, run, serving, signet};
use crate::support::{AuthorizationRequest, Browser, Setup, TestApp, servers};

const ISSUER: &str = "http://localhost:8080";

async fn start(setup: Setup, url: &str) -> TestApp {
    let (database_url, issuer) = (Some(url.to_owned()), Some(ISSUER.to_owned()));
    // What commands do has the time of the day.
    let options = Options { database_url, issuer, real_clock: true, ..Options::default() };
    TestApp::with(setup, options).await.unwrap()
}

async fn stop(app: TestApp) {
    app.take_store_away().await;
}

fn offline() -> AuthorizationRequest {
    AuthorizationRequest::default().with("scope", "openid email offline_access")
}

async fn refresh(app: &TestApp, tokens: &Answer) -> Answer {
    let token = tokens.text("refresh_token");
    app.token(WEB, &[("grant_type", "refresh_token"), ("refresh_token", &token)]).await
}

/// Runs a command on this database; what it says on either stream.
fn command(url: &str, arguments: &[&str]) -> (bool, String) {
    command_of(ISSUER, url, arguments)
}

fn command_of(issuer: &str, url: &str, arguments: &[&str]) -> (bool, String) {
    let variables = serving(&[("SIGNET__DATABASE__URL", url), ("SIGNET__SERVER__ISSUER", issuer)]);
    let (output, errors) = run(&fresh_folder().join("data"), &variables, arguments);
    (output.status.success(), String::from_utf8(output.stdout).unwrap() + &errors)
}

fn done(url: &str, arguments: &[&str]) -> String {
    let (is_done, told) = command(url, arguments);
    assert!(is_done, "{arguments:?}: {told}");
    told
}

fn file_of(url: &str) -> PathBuf {
    PathBuf::from(url.strip_prefix("sqlite:").unwrap())
}

/// PostgreSQL's own program.
fn postgres(program: &str, arguments: &[&str]) {
    let path = servers::postgres_programs().unwrap().join(program);
    let output = Command::new(path).args(arguments).output().unwrap();
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A backup, taken while the server runs.
fn back_up(url: &str) -> PathBuf {
    let to = fresh_folder().join("backup");
    let name = to.to_str().unwrap();
    if url.starts_with("sqlite:") {
        let told = done(url, &["backup", "--to", name]);
        assert!(told.contains("http://localhost:8080 as of ") && told.contains("1 users"), "{told}");
    } else {
        postgres("pg_dump", &["--format=custom", "--file", name, url]);
    }
    to
}

/// The URL of the database that the backup has come back to, made ready as the page says.
async fn restore(url: &str, backup: &Path) -> String {
    let from = backup.to_str().unwrap();
    if url.starts_with("sqlite:") {
        let told = done(url, &["restore", "--from", from, "--replace"]);
        assert!(told.contains("new keys sign from now on"), "{told}");
        return url.to_owned();
    }
    let restored = empty_postgres().await.unwrap();
    postgres("pg_restore", &["--no-owner", "--dbname", &restored, from]);
    done(&restored, &["revoke-all", "--because", "restored"]);
    restored
}

async fn yesterday_comes_back(setup: Setup) {
    let Some(url) = databases::fresh(setup).await else { return };
    let app = start(setup, &url).await;
    let request = offline();
    let mut browser = Browser::new(&app);
    let code = request.signed_in(&mut browser).await.code();
    let old = request.exchange(&app, &code).await;
    let (left, revoked) = (offline().code(&app).await, offline().tokens(&app).await);
    let service = app.token(SERVICE, &[("grant_type", "client_credentials")]).await.text("access_token");
    assert_eq!(app.introspect(SERVICE, &service).await["active"], true);
    let backup = back_up(&url);
    // What the backup knows nothing of.
    let newer = refresh(&app, &old).await;
    let newest = refresh(&app, &newer).await;
    let late = offline().tokens(&app).await;
    for (client, token) in [(WEB, revoked.text("refresh_token")), (SERVICE, service.clone())] {
        assert_eq!(app.post("/revoke", client, &[("token", &token)]).await.status, 200);
    }
    let cookies = browser.cookies.clone();
    if setup == Setup::Sqlite {
        let (is_done, told) = command(&url, &["restore", "--from", backup.to_str().unwrap(), "--replace"]);
        assert!(!is_done && told.contains("another process works on the database in"), "{told}");
    }
    stop(app).await;

    let app = start(setup, &restore(&url, &backup).await).await;
    for (name, tokens) in
        [("old", &old), ("newer", &newer), ("newest", &newest), ("late", &late), ("revoked", &revoked)]
    {
        let access = tokens.text("access_token");
        assert_eq!(app.userinfo(&access).await.status, 401, "{name}");
        for token in [access, tokens.text("refresh_token")] {
            assert_eq!(app.introspect(WEB, &token).await, json!({"active": false}), "{name}");
        }
        refresh(&app, tokens).await.is_error(400, "invalid_grant");
    }
    assert_eq!(app.introspect(SERVICE, &service).await, json!({"active": false}));
    for code in [left, code] {
        request.exchange(&app, &code).await.is_error(400, "invalid_grant");
    }
    let mut same = Browser::new(&app);
    same.cookies = cookies;
    let silent = offline().with("prompt", "none").open(&mut same).await;
    silent.is_redirected_error(&app, "login_required");

    let again = request.signed_in(&mut same).await.code();
    let again = request.exchange(&app, &again).await;
    assert_eq!(app.userinfo(&again.text("access_token")).await.status, 200);
    assert_eq!(refresh(&app, &again).await.status, 200);
    let ids = |tokens: &Answer| {
        let (id, access) = (claims_of(&tokens.text("id_token")), claims_of(&tokens.text("access_token")));
        [id["sid"].clone(), access["jti"].clone(), access["fid"].clone()]
    };
    let fresh = ids(&again);
    for before in [&old, &late, &revoked].map(ids) {
        assert!(fresh.iter().all(|id| !id.is_null() && !before.contains(id)), "{fresh:?} {before:?}");
    }
    assert_eq!(app.count_events("store.restored").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn yesterday_comes_back_on_sqlite() {
    yesterday_comes_back(Setup::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn yesterday_comes_back_on_postgres() {
    yesterday_comes_back(Setup::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_ends_beside_running_instances_and_they_sign_with_the_new_keys() {
    for setup in Setup::ALL {
        let options = Options { real_clock: true, ..Options::default() };
        let Some(app) = TestApp::with(setup, options).await else { continue };
        let before = offline().tokens(&app).await;
        let url = app.services.config.database_url().expose().to_owned();
        let (is_done, told) = command_of(&app.issuer, &url, &["revoke-all", "--because", "incident"]);
        assert!(is_done, "{told}");
        assert!(told.starts_with("Ended 1 sessions, 1 chains of tokens and "), "{told}");
        let access = before.text("access_token");
        // Every instance, since requests go to one after the other.
        let mut refusals = 0;
        for _ in 0..100 {
            refusals = if app.userinfo(&access).await.status == 401 { refusals + 1 } else { 0 };
            if refusals == 4 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert_eq!(refusals, 4, "{setup:?}");
        refresh(&app, &before).await.is_error(400, "invalid_grant");
        let again = offline().tokens(&app).await;
        assert_eq!(app.userinfo(&again.text("access_token")).await.status, 200, "{setup:?}");
        let kid = |tokens: &Answer| header_of(&tokens.text("id_token"))["kid"].clone();
        assert_ne!(kid(&again), kid(&before), "{setup:?}");
        assert_eq!(app.count_events("everything.revoked").await, 1);
    }
}

/// What is in the file at this moment: whether it was restored, what still counts, and whether it is sound.
fn found(file: &Path) -> (bool, HashMap<&'static str, i64>, String) {
    let connection = rusqlite::Connection::open(file).unwrap();
    let count = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    let live = HashMap::from([
        ("sessions", count("SELECT COUNT(*) FROM session WHERE ended_at IS NULL")),
        ("families", count("SELECT COUNT(*) FROM token_family WHERE revoked_at IS NULL")),
        ("people", count("SELECT COUNT(*) FROM \"user\"")),
    ]);
    let is_restored = count("SELECT COUNT(*) FROM setting WHERE name = 'backed_up_at'") == 1;
    let sound = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    (is_restored, live, sound)
}

fn keys(file: &Path) -> Vec<String> {
    let connection = rusqlite::Connection::open(file).unwrap();
    let mut ask = connection.prepare("SELECT id FROM signing_key WHERE state <> 'retired'").unwrap();
    ask.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_any_moment_a_restore_leaves_the_old_one_or_the_whole_new_one() {
    let url = databases::fresh(Setup::Sqlite).await.unwrap();
    let app = start(Setup::Sqlite, &url).await;
    offline().tokens(&app).await;
    let backup = back_up(&url);
    offline().tokens(&app).await;
    stop(app).await;
    let (file, aside) = (file_of(&url), fresh_folder().join("old.db"));
    let whole = rusqlite::Connection::open(&file).unwrap();
    whole.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(())).unwrap();
    drop(whole);
    std::fs::copy(&file, &aside).unwrap();
    let (_, live, _) = found(&aside);
    let of_old = keys(&aside);
    assert_eq!((live["sessions"], live["families"]), (2, 2));
    let variables = serving(&[("SIGNET__DATABASE__URL", &url), ("SIGNET__SERVER__ISSUER", ISSUER)]);
    let restore = ["restore", "--from", backup.to_str().unwrap(), "--replace"];
    let (mut old, mut new) = (0, 0);
    for round in 0..25 {
        std::fs::copy(&aside, &file).unwrap();
        let mut child = signet(&fresh_folder().join("data"), &variables, &restore)
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let until = tokio::time::Instant::now() + Duration::from_millis(round * 12);
        while tokio::time::Instant::now() < until && child.try_wait().unwrap().is_none() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let (is_restored, counts, sound) = found(&file);
        assert_eq!(sound, "ok", "round {round}");
        if is_restored {
            new += 1;
            assert_eq!(
                (counts["sessions"], counts["families"], counts["people"]),
                (0, 0, 1),
                "round {round}"
            );
            let alive = keys(&file);
            assert!(!alive.is_empty() && alive.iter().all(|key| !of_old.contains(key)), "round {round}");
        } else {
            old += 1;
            assert_eq!(counts, live, "round {round}");
        }
    }
    eprintln!("killed {old} times before the new one was there, and {new} times after");
    assert!(old > 0);
    done(&url, &restore);
    assert!(found(&file).0);
    let leftovers = std::fs::read_dir(file.parent().unwrap()).unwrap();
    let names: Vec<_> = leftovers.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert!(names.iter().all(|name| !name.contains("restoring")), "{names:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_keeps_its_database() {
    let data = fresh_folder().join("data");
    let variables = serving(&[]);
    assert!(run(&data, &variables, &["migrate"]).0.status.success());
    let server = Running::start(signet(&data, &variables, &["serve"]));
    server.line("\"serving\"");
    let backup = fresh_folder().join("backup.db");
    let (output, errors) = run(&data, &variables, &["backup", "--to", backup.to_str().unwrap(), "--json"]);
    assert!(output.status.success(), "{errors}");
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told["holds"]["issuer"], "https://id.test");
    let restore = ["restore", "--from", backup.to_str().unwrap(), "--replace"];
    let (output, errors) = run(&data, &variables, &restore);
    let told = format!("another process works on the database in {}", data.canonicalize().unwrap().display());
    assert!(output.status.code() == Some(1) && errors.contains(&told), "{errors}");
    drop(server);
    let (output, errors) = run(&data, &variables, &restore);
    assert!(output.status.success(), "{errors}");
    Running::start(signet(&data, &variables, &["serve"])).line("\"serving\"");
}
