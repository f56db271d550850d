//! What an operator sets up beside the server: alerts, the dashboard, a collector of traces; and what the log never says.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::support::app::{Options, WEB};
use crate::support::collector::{Collector, Told};
use crate::support::databases::fresh_folder;
use crate::support::process::{Running, run, serving, signet};
use crate::support::{AuthorizationRequest, Browser, Setup, TestApp, log, scrape};

fn config(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../config").join(name)
}

/// The names of series that a text asks for.
fn asked_for(text: &str) -> BTreeSet<String> {
    let is_ours =
        |word: &&str| (word.starts_with("signet_") || word.starts_with("process_")) && !word.ends_with('_');
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(is_ours).map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_alerts_and_dashboard_ask_for_is_told_by_the_running_server() {
    let data = fresh_folder().join("data");
    let [certificate, key] =
        ["crt", "key"].map(|end| format!("{}/tests/it/tls/server.{end}", env!("CARGO_MANIFEST_DIR")));
    let settings = serving(&[
        ("SIGNET__SERVER__ADMIN_LISTEN", "127.0.0.1:0"),
        ("SIGNET__SERVER__TLS_CERTIFICATE", &certificate),
        ("SIGNET__SERVER__TLS_KEY", &key),
    ]);
    let (migrated, errors) = run(&data, &settings, &["migrate"]);
    assert!(migrated.status.success(), "{errors}");
    let server = Running::start(signet(&data, &settings, &["serve"]));
    let ready: Value = serde_json::from_str(&server.line("\"serving\"")).unwrap();
    // The certificate is its own authority, which no client takes for a server's.
    let http = reqwest::Client::builder().danger_accept_invalid_certs(true).build().unwrap();
    let get = async |scheme: &str, address: &Value, path: &str| {
        let answer =
            http.get(format!("{scheme}://{}{path}", address.as_str().unwrap())).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    assert_eq!(get("https", &ready["listening"], "/jwks").await.0, 200);
    assert_eq!(get("https", &ready["listening"], "/metrics").await.0, 404, "not on the public address");
    let (status, text) = get("http", &ready["admin_listening"], "/metrics").await;
    assert_eq!(status, 200, "{text}");
    let ends = "signet_tls_certificate_ends_timestamp_seconds 4949210866\n";
    assert!(text.contains(ends), "as `openssl x509 -enddate` has it: {text}");
    let _ = promtool(&["check", "metrics"], &scrape::in_plain_form(&text));
    let told = scrape::names(&text);
    for file in ["alerts.yaml", "dashboard.json"] {
        let asked = asked_for(&std::fs::read_to_string(config(file)).unwrap());
        assert!(asked.len() > 15, "{file} asks for {asked:?}");
        let missing: Vec<_> = asked.iter().filter(|name| !told.contains(*name)).collect();
        assert!(missing.is_empty(), "{file} asks for {missing:?}, and there is {told:?}");
    }
}

/// Prometheus's own tool, where it is installed, with something to read.
fn promtool(arguments: &[&str], input: &str) -> Option<()> {
    let mut command = Command::new("promtool");
    let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let Ok(mut child) = pipes.args(arguments).spawn() else {
        let text = "SKIPPED: promtool is not installed, alerts and metrics were not tried";
        assert!(std::env::var_os("SIGNET_TEST_REQUIRE_ALL").is_none(), "{text}");
        eprintln!("{text}");
        return None;
    };
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&said));
    Some(())
}

#[test]
fn each_alert_rings_when_it_should_and_not_before() {
    let (rules, tests) = (config("alerts.yaml"), config("alerts.test.yaml"));
    let tried = promtool(&["check", "rules", rules.to_str().unwrap()], "");
    tried.and_then(|()| promtool(&["test", "rules", tests.to_str().unwrap()], ""));
    let tests = std::fs::read_to_string(tests).unwrap();
    for rule in std::fs::read_to_string(rules).unwrap().split("- alert: ").skip(1) {
        let name = rule.lines().next().unwrap();
        assert!(tests.contains(&format!("alertname=\"{name}\"")), "{name} is not tried");
        for part in ["for: ", "severity: ", "summary: ", "description: "] {
            assert!(rule.contains(part), "{name} has no {part}");
        }
        assert!(rule.contains(&format!("runbook: server/docs/operate/{name}.md")), "{name}");
    }
}

/// Scraped as JSON by Grafana: every panel asks the data source that whoever imports it has chosen.
#[test]
fn the_dashboard_can_be_imported_anywhere() {
    let text = std::fs::read_to_string(config("dashboard.json")).unwrap();
    let dashboard: Value = serde_json::from_str(&text).unwrap();
    let variables = dashboard["templating"]["list"].as_array().unwrap();
    assert!(
        variables.iter().any(|variable| variable["name"] == "datasource" && variable["type"] == "datasource")
    );
    let panels = dashboard["panels"].as_array().unwrap();
    let ids: BTreeSet<_> = panels.iter().map(|panel| panel["id"].as_i64().unwrap()).collect();
    assert_eq!(ids.len(), panels.len(), "each panel has its own id");
    for panel in panels.iter().filter(|panel| panel["type"] != "row") {
        assert_eq!(panel["datasource"]["uid"], "${datasource}", "{}", panel["title"]);
        for target in panel["targets"].as_array().unwrap() {
            assert_eq!(target["datasource"]["uid"], "${datasource}", "{}", panel["title"]);
            assert!(target["expr"].as_str().unwrap().contains("job=\"$job\""), "{}", panel["title"]);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_names_the_request_and_nobody_who_sent_it() {
    let flags = vec![("server.trusted_proxies", "127.0.0.0/8".to_owned())];
    let app = TestApp::with(Setup::Sqlite, Options { flags, ..Options::default() }).await.unwrap();
    let (name, email, address) = ("quillwort", "quillwort.masked@example.com", "203.0.113.77");
    app.add_user(serde_json::json!({
        "preferred_username": name, "email": email, "password": "correct horse battery staple",
    }))
    .await;
    let mark = log::mark();
    let mut browser = Browser::new(&app);
    browser.headers = vec![("x-forwarded-for", address.to_owned())];
    let page = AuthorizationRequest::default().open(&mut browser).await;
    let page = browser.submit(&page, &[("username", email), ("password", "wrong")]).await;
    let page = browser.submit(&page, &[("username", name), ("password", "wrong")]).await;
    browser.submit(&page, &[("username", email), ("password", "correct horse battery staple")]).await.code();
    // Where callers choose the text: a path, and the name of a parameter that a refusal repeats.
    app.get(&format!("/reset/{email}/{address}/2001:db8::77")).await;
    let twice = format!("grant_type=x&{email}=1&{email}=2");
    let request = app.http.post(app.at("/token")).header("content-type", "application/x-www-form-urlencoded");
    let refused = request.basic_auth(WEB.0, WEB.1).body(twice).send().await.unwrap();
    assert_eq!(refused.status(), 400);
    let said = log::since(mark);
    for personal in [name, email, "quillwort.masked%40", address, "2001:db8::77", "correct horse"] {
        assert!(!said.contains(personal), "{personal} is in the log: {said}");
    }
    assert!(said.contains("/reset/[email]/[address]/[address]"), "the rest of the path stays: {said}");
    let id = refused.headers()["x-request-id"].to_str().unwrap();
    let lines: Vec<Value> = said
        .lines()
        .filter(|line| line.contains(id))
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    for message in ["refused", "answered"] {
        let of_it = |line: &&Value| line["fields"]["message"] == message && line["span"]["request_id"] == id;
        assert_eq!(lines.iter().filter(of_it).count(), 1, "{message}: {lines:?}");
    }
}

/// A server whose traces go to `collector`, and its address.
fn traced(collector: &Collector, more: &[(&str, &str)]) -> (Running, String) {
    let data = fresh_folder().join("data");
    let endpoint = collector.endpoint();
    let settings = [[("SIGNET__OTLP__ENDPOINT", endpoint.as_str())].as_slice(), more].concat();
    let (migrated, errors) = run(&data, &serving(&settings), &["migrate"]);
    assert!(migrated.status.success(), "{errors}");
    let running = Running::start(signet(&data, &serving(&settings), &["serve"]));
    let ready: Value = serde_json::from_str(&running.line("\"serving\"")).unwrap();
    let address = format!("http://{}", ready["listening"].as_str().unwrap());
    (running, address)
}

const PARENT: (&str, &str) = ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

#[tokio::test(flavor = "multi_thread")]
async fn traces_reach_the_collector_and_name_nobody() {
    let collector = Collector::start();
    let (_server, address) = traced(&collector, &[("SIGNET__OTLP__SERVICE_NAME", "sign-in")]);
    let http = reqwest::Client::new();
    let form = "grant_type=client_credentials&client_secret=hush-hush&login_hint=ada@example.com";
    let asked = http.post(format!("{address}/token?ada@example.com")).body(form).header(PARENT.0, PARENT.1);
    let asked = asked.header("content-type", "application/x-www-form-urlencoded").send().await.unwrap();
    let id = asked.headers()["x-request-id"].to_str().unwrap().to_owned();
    http.get(format!("{address}/ada@example.com")).send().await.unwrap();
    let told = collector.wait_for(|told| told.spans.iter().any(|span| span.name == "GET none")).await;
    assert_eq!(told.service, "sign-in");
    let token = told.span("POST /token");
    assert_eq!(token.attribute("http.route"), "/token");
    assert_eq!(token.attribute("http.request.method"), "POST");
    assert_eq!(token.attribute("http.response.status_code"), asked.status().as_u16().to_string());
    assert_eq!(token.attribute("signet.request_id"), id, "the name that the log has too");
    assert_ne!(token.trace, "0af7651916cd43dd8448eb211c80319c", "a stranger does not choose the trace");
    let mut steps = told.spans.iter().filter(|span| span.parent == token.id);
    assert!(steps.any(|step| step.name == "write to the database"), "its event was written: {told:?}");
    for personal in ["ada@", "hush", "example.com", "127.0.0.1"] {
        assert!(!told.holds(personal), "{personal}: {told:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trusted_proxy_says_which_trace_a_request_belongs_to() {
    let collector = Collector::start();
    let (_server, address) = traced(&collector, &[("SIGNET__SERVER__TRUSTED_PROXIES", "127.0.0.1")]);
    reqwest::Client::new().get(format!("{address}/jwks")).header(PARENT.0, PARENT.1).send().await.unwrap();
    let told = collector.wait_for(|told: &Told| told.spans.iter().any(|span| span.name == "GET /jwks")).await;
    let span = told.span("GET /jwks");
    assert_eq!(
        (span.trace.as_str(), span.parent.as_str()),
        ("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331")
    );
}

/// The collector takes connections and never answers: requests are answered all the same, and more of them than the queue
/// of spans has places.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_waits_for_a_collector_that_hangs() {
    let hanging = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let collector = Collector::at(hanging.local_addr().unwrap());
    let (server, address) = traced(&collector, &[]);
    let http = reqwest::Client::new();
    for _ in 0..5000 {
        assert_eq!(http.get(format!("{address}/healthz")).send().await.unwrap().status(), 200);
    }
    let line = server.line("traces are not delivered");
    assert!(line.contains("\"level\":\"WARN\""), "{line}");
}
