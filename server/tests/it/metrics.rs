//! `/metrics`: what happened can be read off, and nobody outside can make a series.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use signet::metrics::route::Route;
use signet::web::routes::Address;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::support::app::{API, SERVICE, WEB};
use crate::support::scrape::Scrape;
use crate::support::{AuthorizationRequest, Browser, Setup, TestApp, in_each_setup};

/// How much each series grew while `doing`.
async fn grown(app: &TestApp, series: &[&str], doing: impl AsyncFnOnce()) -> Vec<f64> {
    let before = Scrape::of(app).await;
    doing().await;
    let after = Scrape::of(app).await;
    series.iter().map(|series| after.value(series) - before.value(series)).collect()
}

in_each_setup! {
    async fn sign_ins_and_tokens_are_counted_by_how_they_end(app: TestApp) {
        let series = [
            "signet_sign_ins_total{outcome=\"success\"}",
            "signet_sign_ins_total{outcome=\"wrong\"}",
            "signet_sign_ins_total{outcome=\"limited\"}",
            "signet_limited_total{limit=\"login_account\"}",
            "signet_token_responses_total{grant=\"authorization_code\"}",
            "signet_token_reuse_total{token=\"code\"}",
            "signet_refusals_total{endpoint=\"/token\",error=\"invalid_grant\"}",
        ];
        let counts = grown(&app, &series, async || {
            let request = AuthorizationRequest::default();
            let code = request.code(&app).await;
            assert_eq!(request.exchange(&app, &code).await.status, 200);
            assert_eq!(request.exchange(&app, &code).await.status, 400, "once only");
            let mut stranger = Browser::new(&app);
            let mut page = request.open(&mut stranger).await;
            // Five may fail; the last two are over the limit.
            for _ in 0..7 {
                page = stranger.submit(&page, &[("username", "ada"), ("password", "guess")]).await;
            }
        });
        assert_eq!(counts.await, [1.0, 5.0, 2.0, 2.0, 1.0, 1.0, 1.0]);
    }

    async fn refusals_are_counted_by_endpoint_and_code(app: TestApp) {
        let series = [
            "signet_refusals_total{endpoint=\"/token\",error=\"invalid_client\"}",
            "signet_refusals_total{endpoint=\"/token\",error=\"unsupported_grant_type\"}",
            "signet_refusals_total{endpoint=\"/userinfo\",error=\"invalid_token\"}",
            "signet_refusals_total{endpoint=\"/authorize\",error=\"login_required\"}",
            "signet_refusals_total{endpoint=\"/authorize\",error=\"invalid_request\"}",
        ];
        let counts = grown(&app, &series, async || {
            let grant = [("grant_type", "client_credentials")];
            assert_eq!(app.token((SERVICE.0, Some("wrong")), &grant).await.status, 401);
            assert_eq!(app.token(SERVICE, &[("grant_type", "magic")]).await.status, 400);
            assert_eq!(app.userinfo("nothing").await.status, 401);
            let silent = AuthorizationRequest::default().with("prompt", "none");
            silent.open(&mut Browser::new(&app)).await.is_redirected_error(&app, "login_required");
            let elsewhere = AuthorizationRequest::default().with("redirect_uri", "https://evil.test/");
            elsewhere.open(&mut Browser::new(&app)).await.is_error_page();
        });
        assert_eq!(counts.await, [1.0, 1.0, 1.0, 1.0, 1.0]);
    }

    async fn requests_are_counted_by_route_method_and_status(app: TestApp) {
        let series = [
            "signet_http_requests_total{route=\"/jwks\",method=\"GET\",status=\"200\"}",
            "signet_http_requests_total{route=\"/token\",method=\"POST\",status=\"200\"}",
            "signet_http_requests_total{route=\"/token\",method=\"GET\",status=\"405\"}",
            "signet_http_requests_total{route=\"none\",method=\"GET\",status=\"404\"}",
            "signet_http_request_seconds_count{route=\"/token\"}",
            "signet_token_responses_total{grant=\"client_credentials\"}",
        ];
        let counts = grown(&app, &series, async || {
            app.get("/jwks").await;
            app.token(SERVICE, &[("grant_type", "client_credentials")]).await;
            app.get("/token").await;
            app.get("/nothing/here").await;
        });
        assert_eq!(counts.await, [1.0, 1.0, 1.0, 1.0, 2.0, 1.0]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_a_state_is_told_as_it_is() {
    let app = TestApp::start(Setup::Sqlite).await.unwrap();
    app.travel(3600);
    let scrape = Scrape::of(&app).await;
    assert!((scrape.value("signet_ready") - 1.0).abs() < f64::EPSILON);
    for algorithm in ["RS256", "ES256", "EdDSA", "PS256", "token"] {
        let age = scrape.value(&format!("signet_signing_key_age_seconds{{algorithm=\"{algorithm}\"}}"));
        assert!(age >= 3600.0, "{algorithm}: {age}");
    }
    assert!((scrape.value("signet_signing_key_rotation_seconds") - 90.0 * 86_400.0).abs() < 1.0);
    assert!(scrape.value("process_resident_memory_bytes") > 1_000_000.0);
    assert!(scrape.value("signet_db_writes_total") > 1.0);
    app.take_store_away().await;
    let away = Scrape::of(&app).await;
    assert!(away.value("signet_ready").abs() < f64::EPSILON, "the database was taken away");
    assert!(away.value("signet_db_failures_total{operation=\"read\"}") > 0.0);
}

/// What lower rooms count themselves reaches the page too.
#[tokio::test(flavor = "multi_thread")]
async fn fetches_and_waiting_signatures_are_counted() {
    let app = TestApp::start(Setup::Sqlite).await.unwrap();
    let series = [
        "signet_outbound_fetches_total{outcome=\"refused\"}",
        "signet_outbound_fetches_total{outcome=\"read\"}",
        "signet_rsa_signature_wait_seconds_count",
        "signet_rsa_signatures_refused_total",
    ];
    let counts = grown(&app, &series, async || {
        // A private address, which no client makes us ask.
        let services = &app.services;
        services
            .remote_jwks
            .read("https://127.0.0.1/jwks", "nobody", services.clock.now())
            .await
            .unwrap_err();
        assert_eq!(app.token(SERVICE, &[("grant_type", "client_credentials")]).await.status, 200);
    });
    assert_eq!(counts.await, [1.0, 0.0, 1.0, 0.0]);
}

/// What is no HTTP reaches no handler, and is counted all the same.
#[tokio::test(flavor = "multi_thread")]
async fn requests_that_nobody_can_read_are_counted() {
    let app = TestApp::start(Setup::Sqlite).await.unwrap();
    let series = [
        "signet_http_requests_unread_total",
        "signet_http_requests_total{route=\"/jwks\",method=\"GET\",status=\"200\"}",
    ];
    let counts = grown(&app, &series, async || {
        // Alone, and after a request that was right.
        for said in ["what?\r\n\r\n", "GET /jwks HTTP/1.1\r\nhost: a\r\n\r\n\0\r\n\r\n"] {
            let mut line = TcpStream::connect(app.instance).await.unwrap();
            line.write_all(said.as_bytes()).await.unwrap();
            let mut answers = Vec::new();
            line.read_to_end(&mut answers).await.unwrap();
            assert!(String::from_utf8_lossy(&answers).contains("HTTP/1.1 400 "));
        }
    });
    assert_eq!(counts.await, [2.0, 1.0]);
}

/// Several who scrape do not see each other's halves.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn scrapes_at_once_are_each_whole() {
    let app = Arc::new(TestApp::start(Setup::Sqlite).await.unwrap());
    let mut scraping = JoinSet::new();
    for _ in 0..4 {
        scraping.spawn(scrapes_are_whole(Arc::clone(&app)));
    }
    scraping.join_all().await;
}

async fn scrapes_are_whole(app: Arc<TestApp>) {
    let mut seconds = 0.0;
    for _ in 0..50 {
        let scrape = Scrape::of(&app).await;
        let series = scrape.series();
        let ages = series.iter().filter(|series| series.starts_with("signet_signing_key_age_seconds"));
        assert_eq!(ages.count(), 5);
        let now = scrape.value("process_cpu_seconds_total");
        assert!(now >= seconds, "processor time went back from {seconds} to {now}");
        seconds = now;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_a_caller_chooses_becomes_a_series() {
    let app = TestApp::start(Setup::Sqlite).await.unwrap();
    // One round makes the series that there can be; all later ones grow these.
    bother(&app, "first").await;
    Scrape::of(&app).await;
    let before = Scrape::of(&app).await;
    for word in ["zebra", "quagga", "okapi"] {
        bother(&app, word).await;
    }
    let after = Scrape::of(&app).await;
    assert_eq!(after.series(), before.series());
    assert!(!after.series().iter().any(|series| series.contains("first")), "{:?}", after.series());
    let none = "signet_http_requests_total{route=\"none\",method=\"other\",status=\"404\"}";
    assert!((after.value(none) - before.value(none) - 3.0).abs() < f64::EPSILON, "they were counted");
}

/// Requests that carry `word` wherever a caller can put one.
async fn bother(app: &TestApp, word: &str) {
    let method = reqwest::Method::from_bytes(word.to_uppercase().as_bytes()).unwrap();
    let odd = app.http.request(method, app.at(&format!("/{word}/{word}?{word}={word}")));
    odd.header("user-agent", word).header("x-forwarded-for", word).send().await.unwrap();
    app.get(&format!("/logo/{word}")).await;
    app.get(&format!("/static/{word}.css")).await;
    app.token((word, Some(word)), &[("grant_type", word), ("scope", word), (word, word)]).await;
    app.token(API, &[("grant_type", word)]).await;
    app.post("/revoke", WEB, &[("token", word), ("token_type_hint", word)]).await;
    let request = AuthorizationRequest::default().with("scope", "openid").with("prompt", word);
    request.open(&mut Browser::new(app)).await;
    AuthorizationRequest::default().with("client_id", word).open(&mut Browser::new(app)).await;
    let mut browser = Browser::new(app);
    let page = AuthorizationRequest::default().open(&mut browser).await;
    browser.submit(&page, &[("username", word), ("password", word)]).await;
}

/// Whoever hangs up is forgotten: nothing stays counted as running or waiting.
#[tokio::test(flavor = "multi_thread")]
async fn requests_that_nobody_waits_for_leave_nothing_behind() {
    let app = TestApp::start(Setup::Sqlite).await.unwrap();
    let mut browser = Browser::new(&app);
    let page = AuthorizationRequest::default().open(&mut browser).await;
    let (action, body) = Browser::form(&page, &[("username", "ada"), ("password", "guess")]);
    let cookies: Vec<String> =
        browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let impatient = (0..30).map(|_| {
        let request = app.http.post(app.at(&action)).header("cookie", cookies.join("; "));
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(body.clone());
        request.timeout(Duration::from_millis(3)).send()
    });
    let answers = futures::future::join_all(impatient).await;
    assert!(answers.iter().any(Result::is_err), "some have hung up");
    let states =
        ["http_requests_in_flight", "password_hashes_running", "password_hash_queue", "db_write_queue"];
    let mut found = Vec::new();
    for _ in 0..200 {
        let scrape = Scrape::of(&app).await;
        found = states.map(|state| (state, scrape.value(&format!("signet_{state}")))).to_vec();
        // The scrape itself is in flight.
        if found.iter().map(|(_, value)| value).sum::<f64>() <= 1.0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{found:?}");
}

/// A route that the metrics do not know would be counted as no address of ours.
#[test]
fn every_registered_route_is_counted_by_its_own_pattern() {
    for base in ["", "/id"] {
        let mut counted = BTreeSet::new();
        for Address { path, .. } in signet::web::addresses(base, true) {
            let pattern = Route::of(&path, base).as_str();
            let fits = [format!("{base}{pattern}"), format!("{pattern}{base}"), pattern.to_owned()];
            let is_home = pattern == "/" && path == base;
            assert!(fits.contains(&path) || is_home, "{path} is counted as {pattern}: see metrics/route.rs");
            counted.insert(pattern);
        }
        let idle: Vec<_> =
            Route::ALL.iter().map(|route| route.as_str()).filter(|route| !counted.contains(route)).collect();
        assert_eq!(idle, [Route::None.as_str()], "these are registered nowhere");
    }
}
