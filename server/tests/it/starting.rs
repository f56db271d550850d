//! How the server starts, and what it says when it cannot: the real process, its log and its exit code.

use std::io::Write as _;
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use tokio::time::Instant;

use crate::support::app::MASTER_KEY;
use crate::support::databases::{self, fresh_folder};
use crate::support::process::{Running, run, serving, signet};
use crate::support::programs;
use crate::support::weather::Line;

/// What an operator waits for the word that a setting is wrong.
const BAR: Duration = Duration::from_secs(3);

/// The words of a start that is refused, in time and with nothing made.
fn refused(variables: &[(&str, &str)], arguments: &[&str]) -> String {
    let data = fresh_folder().join("data");
    let began = Instant::now();
    let (output, errors) = run(&data, variables, arguments);
    assert!(began.elapsed() < BAR, "{:?}: {errors}", began.elapsed());
    assert_eq!(output.status.code(), Some(1), "{errors}");
    assert!(output.stdout.is_empty() && !data.exists(), "nothing was made");
    errors
}

fn tls(name: &str) -> String {
    format!("{}/tests/it/tls/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn files_that_are_none_are_told_at_once_with_all_else_that_is_wrong() {
    let (certificate, other) = (tls("server.crt"), tls("other.key"));
    let files = [
        ("SIGNET__SERVER__TLS_CERTIFICATE", certificate.as_str()),
        ("SIGNET__SERVER__TLS_KEY", other.as_str()),
        ("SIGNET__BRAND__LOGO", other.as_str()),
        ("SIGNET__OUTBOUND__CA_FILE", "/nowhere/ca.pem"),
    ];
    let missing = "server.issuer: expected the public https URL";
    for (command, also) in [("serve", Some(missing)), ("check-config", Some(missing)), ("dev", None)] {
        let told = refused(&files, &[command]);
        for expected in [
            "SIGNET__SERVER__TLS_KEY: server.tls_key: expected the private key of the certificate in ",
            "SIGNET__BRAND__LOGO: brand.logo: expected a PNG, JPEG, WebP or SVG picture in ",
            "SIGNET__OUTBOUND__CA_FILE: outbound.ca_file: expected certificates in PEM in /nowhere/ca.pem; it cannot be \
             read: No such file or directory",
        ] {
            assert_eq!(told.lines().filter(|line| line.contains(expected)).count(), 1, "{command}: {told}");
        }
        assert!(also.is_none_or(|words| told.contains(words)), "{command}: {told}");
        assert!(!told.contains("database"), "{command}: {told}");
    }
    let key = tls("server.key");
    let right = [files[0], ("SIGNET__SERVER__TLS_KEY", key.as_str())];
    let (output, errors) = run(&fresh_folder().join("data"), &serving(&right), &["check-config"]);
    assert!(output.status.success(), "{errors}");
    let swapped = [
        ("SIGNET__SERVER__TLS_CERTIFICATE", key.as_str()),
        ("SIGNET__SERVER__TLS_KEY", certificate.as_str()),
    ];
    let told = refused(&serving(&swapped), &["check-config"]);
    assert!(told.lines().count() == 2 && told.lines().all(|line| line.ends_with("; found none")), "{told}");
}

#[test]
fn a_file_in_the_place_of_the_data_directory_is_told_with_all_else() {
    let file = fresh_folder().join("data");
    std::fs::write(&file, "").unwrap();
    for command in ["check-config", "serve"] {
        let (output, errors) = run(&file, &[], &[command]);
        assert_eq!((output.status.code(), errors.lines().count()), (Some(1), 3), "{errors}");
        assert!(errors.contains("SIGNET__SERVER__DATA: server.data: expected a directory"), "{errors}");
    }
}

#[test]
fn a_copy_of_the_defaults_with_what_serve_needs_is_a_right_configuration() {
    let folder = fresh_folder();
    let file = folder.join("signet.conf");
    std::fs::write(&file, include_str!("../../../config/default.toml")).unwrap();
    let data = folder.join("data");
    let check = ["check-config", "--config", file.to_str().unwrap()];
    let (output, errors) = run(&data, &serving(&[]), &check);
    assert_eq!((output.status.code(), errors.as_str()), (Some(0), ""));
    let (output, errors) = run(&data, &[], &check);
    assert_eq!((output.status.code(), errors.lines().count()), (Some(1), 2), "{errors}");
    assert!(
        errors.contains("server.issuer: expected") && errors.contains("sealing.master_key: expected"),
        "{errors}"
    );
    assert!(String::from_utf8(output.stdout).unwrap().contains("tokens.access"), "what is there is shown");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn serve_speaks_tls_with_a_pair_that_belongs_together() {
    let data = fresh_folder().join("data");
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let (certificate, key, listen) = (tls("server.crt"), tls("server.key"), format!("127.0.0.1:{port}"));
    let variables = serving(&[
        ("SIGNET__SERVER__TLS_CERTIFICATE", &certificate),
        ("SIGNET__SERVER__TLS_KEY", &key),
        ("SIGNET__SERVER__LISTEN", &listen),
    ]);
    assert!(run(&data, &variables, &["migrate"]).0.status.success());
    let server = Running::start(signet(&data, &variables, &["serve"]));
    server.line("\"serving\"");
    // The certificate is its own authority, which no client takes for a server's.
    let http = reqwest::Client::builder().danger_accept_invalid_certs(true).build().unwrap();
    let answer = http.get(format!("https://{listen}/healthz")).send().await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.version()), (200, reqwest::Version::HTTP_2));
}

#[test]
fn a_postgres_that_is_away_is_named_with_its_key_host_and_port() {
    let url = "postgres://signet:hunter2@127.0.0.1:1/signet";
    let told =
        "database.url: postgres://signet:***@127.0.0.1:1/signet: the connection to 127.0.0.1:1 was refused";
    let away = [("SIGNET__DATABASE__URL", url)];
    assert!(refused(&serving(&away), &["serve"]).contains(told));
    let data = fresh_folder().join("data");
    let (output, errors) = run(&data, &away, &["dev"]);
    assert!(output.status.code() == Some(1) && errors.contains(told), "{errors}");
    assert!(!errors.contains("hunter2") && !errors.contains("too much to do"), "{errors}");
}

#[test]
fn a_refused_start_is_a_line_of_the_log_where_the_log_is_json() {
    let json = ("SIGNET__LOG__FORMAT", "json");
    let away = ("SIGNET__DATABASE__URL", "postgres://signet:hunter2@127.0.0.1:1/signet");
    let told = |errors: &str| -> Vec<Value> {
        let lines =
            errors.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}")));
        lines.collect()
    };
    let lines = told(&refused(&serving(&[json, away]), &["serve"]));
    let last = lines.last().unwrap();
    assert_eq!((&last["level"], &last["error"]), (&"ERROR".into(), &"failed".into()), "{last}");
    assert!(last["error_description"].as_str().unwrap().contains("127.0.0.1:1 was refused"), "{last}");
    assert!(last["timestamp"].as_str().unwrap().ends_with('Z') && last["message"] == "ended", "{last}");
    // A configuration that is wrong elsewhere says so in the form that it asks for.
    let lines = told(&refused(&[json, ("SIGNET__TOKENS__CODE", "5m")], &["serve"]));
    assert_eq!(lines.len(), 1, "{lines:#?}");
    assert!(lines[0]["problems"].as_array().unwrap().len() >= 2, "{lines:#?}");
    let data = fresh_folder().join("data");
    let (_, errors) = run(&data, &[json, away], &["dev"]);
    assert_eq!(told(&errors).last().unwrap()["level"], "ERROR");
}

#[test]
fn a_rehearsal_without_a_database_says_what_makes_one_and_makes_nothing() {
    let told = refused(&[], &["migrate", "--rehearse"]);
    assert_eq!(told.lines().count(), 1, "{told}");
    assert!(
        told.contains("there is no database at ") && told.contains("`signet migrate` makes one"),
        "{told}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_postgres_that_goes_away_later_is_told_with_its_cause() {
    let Some(url) = databases::empty_postgres().await else {
        return;
    };
    let (line, url) = Line::to_database(&url).await;
    let port = programs::free_port();
    let (data, listen) = (fresh_folder().join("data"), format!("127.0.0.1:{port}"));
    let variables =
        serving(&[("SIGNET__DATABASE__URL", url.as_str()), ("SIGNET__SERVER__LISTEN", listen.as_str())]);
    assert!(run(&data, &variables, &["migrate"]).0.status.success());
    let server = Running::start(signet(&data, &variables, &["serve"]));
    server.line("\"serving\"");
    line.cut().await;
    let asks = async || {
        let request = reqwest::Client::new().post(format!("http://{listen}/token"));
        let request = request.basic_auth("nobody", Some("x")).body("grant_type=client_credentials");
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        request.send().await.unwrap().status().as_u16()
    };
    // The connections at hand break first; then there is none to be had.
    for _ in 0..20 {
        assert_eq!(asks().await, 503);
    }
    let hearing = server.line("not hearing of changes by other instances");
    assert!(hearing.contains("was refused: no PostgreSQL listens there"), "{hearing}");
    // Of requests the log masks addresses.
    server.line("no connection to the database came in time: the connection to [address] was refused");
    assert!(server.lines("too much to do").is_empty());
}

#[test]
fn a_second_dev_on_one_directory_is_refused_and_a_killed_one_leaves_nothing_behind() {
    let data = fresh_folder().join("data");
    let start = || Running::start(signet(&data, &[], &["dev"]));
    let mut first = start();
    first.line("Stop with Ctrl-C");
    let began = Instant::now();
    let (output, errors) = run(&data, &[], &["dev"]);
    assert!(began.elapsed() < BAR && output.status.code() == Some(1), "{errors}");
    assert_eq!(errors.lines().count(), 1, "{errors}");
    let holder = format!("signet: another `signet dev` (process {}, port ", first.id());
    assert!(errors.starts_with(&holder) && errors.contains("--data DIR"), "{errors}");
    first.kill();
    start().line("Stop with Ctrl-C");
}

#[test]
fn dev_started_again_writes_nothing() {
    let data = fresh_folder().join("data");
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let listen = format!("127.0.0.1:{port}");
    let events = || {
        let (output, errors) =
            run(&data, &[], &["audit", "list", "--json", "--data", data.to_str().unwrap()]);
        assert!(output.status.success(), "{errors}");
        String::from_utf8(output.stdout).unwrap()
    };
    let start = || {
        let running = Running::start(signet(&data, &[], &["dev", "--listen", &listen]));
        running.line("Stop with Ctrl-C");
        running
    };
    let first = start();
    // The key of the audit log is made in the background, a moment later.
    let has_key = |events: &String| events.contains("\"purpose\": \"audit\"");
    let before = std::iter::repeat_with(&events).take(100).find(has_key).expect("the audit log has a key");
    drop(first);
    assert!(before.contains("client.created"));
    let kept = || std::fs::metadata(data.join("demo.json")).unwrap().modified().unwrap();
    let written = kept();
    drop(start());
    assert_eq!(events(), before);
    assert_eq!(kept(), written);
}

#[test]
fn dev_shows_no_password_that_was_changed_since() {
    let data = fresh_folder().join("data");
    let start = |flags: &[&str], ready: &str| {
        Running::start(signet(&data, &[], &[&["dev"], flags].concat())).line(ready)
    };
    let users = || {
        let fixture: Value = serde_json::from_str(&start(&["--json"], "\"issuer\":")).unwrap();
        fixture["users"].as_array().unwrap().clone()
    };
    let before = users();
    assert!(before[0]["password"].is_string() && before[1]["password"].is_string());
    let mut change = signet(&data, &[], &["user", "set-password", "ada", "--password-stdin"]);
    change.args(["--data", data.to_str().unwrap()]);
    let mut change = change.stdin(Stdio::piped()).spawn().unwrap();
    change.stdin.take().unwrap().write_all(b"Correct-horse-42-battery\n").unwrap();
    assert!(change.wait().unwrap().success());
    for _ in 0..2 {
        let now = users();
        assert_eq!((now[0].get("password"), &now[1]), (None, &before[1]));
        assert_eq!(start(&[], "  ada  ").trim(), "ada          password changed since");
    }
}

#[test]
fn a_redis_that_is_away_delays_no_start_and_is_told_once_going_and_coming() {
    let Some(redis) = programs::LateRedis::new() else {
        return;
    };
    let url = redis.url("hunter2");
    let away = [("SIGNET__REDIS__URL", url.as_str())];
    let data = fresh_folder().join("data");
    assert!(run(&data, &serving(&[]), &["migrate"]).0.status.success());
    let serve = Running::start(signet(&data, &serving(&away), &["serve"]));
    serve.line("\"serving\"");
    let dev = Running::start(signet(&fresh_folder().join("data"), &away, &["dev"]));
    dev.line("Stop with Ctrl-C");
    std::thread::sleep(Duration::from_millis(1500));
    for server in [&serve, &dev] {
        let told = server.lines("redis does not answer");
        assert!(told.len() == 1 && told[0].contains("WARN"), "{told:?}");
        assert!(told[0].contains(&redis.url("***")) && !told[0].contains("hunter2"), "{told:?}");
    }
    redis.start("hunter2");
    for server in [&serve, &dev] {
        server.line("redis answers again");
        std::thread::sleep(Duration::from_millis(1200));
        assert_eq!(server.lines("redis answers again").len(), 1);
        assert_eq!(server.lines("redis does not answer").len(), 1);
    }
}

/// An instance that was left out when the master key was replaced says so, and what to do.
#[test]
fn an_instance_with_the_old_master_key_says_what_to_do() {
    let data = fresh_folder().join("data");
    let old = serving(&[]);
    assert!(run(&data, &old, &["migrate"]).0.status.success());
    let server = Running::start(signet(&data, &old, &["serve"]));
    server.line("\"serving\"");
    let (made, _) = run(&data, &[], &["key", "generate-master"]);
    let new = String::from_utf8(made.stdout).unwrap();
    let both =
        [("SIGNET__SEALING__MASTER_KEY", new.trim()), ("SIGNET__SEALING__MASTER_KEY_PREVIOUS", MASTER_KEY)];
    let (moved, errors) = run(&data, &serving(&both), &["key", "rewrap"]);
    assert!(moved.status.success(), "{errors}");
    let line = server.line("cannot be read");
    assert!(
        line.contains("does not open under the master key") && line.contains("restart this instance"),
        "{line}"
    );
    assert!(!line.contains("server_error"), "{line}");
}
