//! HTTP/1.1 messages that no client library sends: where one ends, and what its head may say (RFC 9112).

use crate::support::app::{SERVICE, WEB};
use crate::support::wire::{Wire, basic, exchange, request};
use crate::support::{TestApp, in_each_setup, log};

const FORM: &str = "content-type: application/x-www-form-urlencoded";
/// What a front that reads the message otherwise would take for its body.
const SMUGGLED: &str = "GET /smuggled HTTP/1.1\r\nhost: a\r\n\r\n";

fn service_form() -> String {
    format!("grant_type=client_credentials&client_id={}", SERVICE.0)
}

/// Nothing was given to whoever sent all this, and honest clients are served.
async fn stands(app: &TestApp, issued_before: usize) {
    assert_eq!(app.count_events("token.issued").await, issued_before, "something was issued");
    assert_eq!(app.get("/healthz").await.status, 200);
    assert_eq!(app.token(SERVICE, &[("grant_type", "client_credentials")]).await.status, 200);
}

in_each_setup! {
    /// A body that nobody asked for is not the next request.
    async fn a_body_on_get_is_not_the_next_request(app: TestApp) {
        let body = "GET /smuggled HTTP/1.1\r\nhost: a\r\n\r\n";
        for method in ["GET", "HEAD", "DELETE", "OPTIONS"] {
            let first = request(&[&format!("{method} /healthz HTTP/1.1"), "host: a"], body);
            let second = request(&["GET /jwks HTTP/1.1", "host: a"], "");
            let mut wire = Wire::open(&app).await;
            wire.say(format!("{first}{second}")).await;
            let (heard, _) = wire.hear().await;
            let text = String::from_utf8_lossy(&heard);
            assert_eq!(text.matches("HTTP/1.1 ").count(), 2, "{method}: {text}");
            assert!(!text.contains("HTTP/1.1 404"), "{method}: the body was read as a request: {text}");
            assert!(text.contains("\"keys\""), "{method}: the second request has its own answer");
        }
        let both = request(&["GET /healthz HTTP/1.1", "host: a"], "").repeat(3);
        let answers = Wire::open(&app).await.ask(both).await;
        assert_eq!(answers.iter().map(|answer| answer.status).collect::<Vec<_>>(), [200; 3], "pipelined");
        stands(&app, 0).await;
    }

    /// A message that two readers would end in two places is refused, or ends the connection: nothing is smuggled
    /// through a proxy (RFC 9112 sections 6.1, 6.3 and 11.2).
    async fn no_request_is_smuggled_in_another(app: TestApp) {
        let form = service_form();
        let length = format!("content-length: {}", SMUGGLED.len());
        for lines in [
            vec!["content-length: 5", "content-length: 6"],
            vec!["content-length: 5, 6"],
            vec!["content-length: +5"],
            vec!["content-length: -1"],
            vec!["content-length: 5x"],
            vec!["content-length: 0x5"],
            vec!["content-length: 18446744073709551616"],
            vec!["content-length: "],
            vec!["content-length : 5"],
            vec!["transfer-encoding: identity"],
            vec!["transfer-encoding: chunked, identity"],
            vec!["transfer-encoding: xchunked"],
            vec!["transfer-encoding: \x0bchunked"],
            vec!["transfer-encoding : chunked"],
            vec!["transfer-encoding: gzip"],
            vec!["x: y\n content-length: 5"],
            vec!["x: y\r\n folded: 1"],
            vec!["x\0: y"],
            vec!["x: a\0b"],
            vec!["x: a\rb"],
            vec!["(x): y"],
            vec![": y"],
        ] {
            let lines: Vec<&str> = ["POST /token HTTP/1.1", "host: a", FORM].into_iter().chain(lines).collect();
            let answers = exchange(&app, format!("{}\r\n\r\n{form}{SMUGGLED}", lines.join("\r\n"))).await;
            assert_eq!(answers.len(), 1, "{lines:?}: {answers:?}");
            assert_eq!(answers[0].status, 400, "{lines:?}: {answers:?}");
        }
        // With both headers Transfer-Encoding counts, and the connection ends: whatever comes after is not read.
        for lines in [["transfer-encoding: chunked", &length], [&length, "transfer-encoding: chunked"]] {
            let head = ["POST /token HTTP/1.1", "host: a", FORM, lines[0], lines[1]].join("\r\n");
            let mut wire = Wire::open(&app).await;
            wire.say(format!("{head}\r\n\r\n0\r\n\r\n{SMUGGLED}")).await;
            let (heard, closed) = wire.hear().await;
            let text = String::from_utf8_lossy(&heard);
            assert!(closed && text.matches("HTTP/1.1 ").count() == 1, "{lines:?}: {text}");
        }
        stands(&app, 0).await;
    }

    /// Chunks that end early, late or never, and their extensions and trailers.
    async fn chunks_are_read_by_the_letter(app: TestApp) {
        let head = format!("POST /token HTTP/1.1\r\nhost: a\r\n{FORM}\r\ntransfer-encoding: chunked\r\n\r\n");
        for chunks in [
            "zz\r\nx\r\n0\r\n\r\n",
            "-1\r\nx\r\n0\r\n\r\n",
            "ffffffffffffffffff\r\nx\r\n0\r\n\r\n",
            "1\r\nxy\r\n0\r\n\r\n",
            "1\nx\n0\n\n",
            "0x1\r\nx\r\n0\r\n\r\n",
        ] {
            let answers = exchange(&app, format!("{head}{chunks}{SMUGGLED}")).await;
            assert!(answers.len() <= 1, "{chunks:?}: {answers:?}");
            assert!(answers.iter().all(|answer| (400..500).contains(&answer.status)), "{chunks:?}: {answers:?}");
        }
        // A trailer is no header: it authenticates nobody.
        let form = "grant_type=client_credentials";
        let basic = basic(SERVICE);
        let trailed = format!("{head}{:x}\r\n{form}\r\n0\r\n{basic}\r\n\r\n", form.len());
        let answers = exchange(&app, trailed).await;
        assert_eq!(answers[0].status, 401, "{answers:?}");
        stands(&app, 0).await;
    }

    /// Nobody is led from HTTP/1.1 to HTTP/2 in the clear, or to anything else.
    async fn no_connection_changes_its_protocol(app: TestApp) {
        for upgrade in ["h2c", "websocket", "TLS/1.3", "h2c, websocket"] {
            let line = format!("upgrade: {upgrade}");
            let lines = ["GET /healthz HTTP/1.1", "host: a", "connection: Upgrade, HTTP2-Settings", &line, "http2-settings: AAMAAABkAAQAAP__"];
            let answers = exchange(&app, request(&lines, "")).await;
            assert_eq!(answers.iter().map(|answer| answer.status).collect::<Vec<_>>(), [200], "{upgrade}: {answers:?}");
        }
    }

    /// Whatever form the target has, it is its path that counts, and who we are does not change.
    async fn the_target_is_its_path(app: TestApp) {
        let path = "/.well-known/openid-configuration";
        for target in [
            format!("http://evil.test{path}"),
            format!("https://evil.test:444{path}"),
            format!("http://user:pw@evil.test{path}"),
            format!("http:/{path}"),
            format!("http:{path}"),
            format!("//evil.test{path}"),
            format!("evil.test:80{path}"),
            "evil.test:80".into(),
            "*".into(),
            "http://".into(),
            String::new(),
            "?x".into(),
            "..".into(),
        ] {
            let answers = exchange(&app, request(&[&format!("GET {target} HTTP/1.1"), "host: evil.test"], "")).await;
            assert_eq!(answers.len(), 1, "{target}: {answers:?}");
            assert!(matches!(answers[0].status, 200 | 400 | 404 | 405), "{target}: {answers:?}");
            if answers[0].status == 200 {
                assert!(answers[0].body.contains(&app.issuer), "{target}: {answers:?}");
            }
            assert!(!answers[0].body.contains("evil.test"), "{target} is taken up: {answers:?}");
        }
        stands(&app, 0).await;
    }

    /// The Host header names nobody we believe; links come from the configuration.
    async fn hosts_are_not_believed(app: TestApp) {
        let long = format!("host: {}", "h".repeat(10 * 1024));
        for (lines, statuses) in [
            (vec![], vec![200, 400]),
            (vec!["host:"], vec![200, 400]),
            (vec!["host: evil.test", "host: evil.test"], vec![400]),
            (vec!["host: localhost", "host: evil.test"], vec![400]),
            (vec!["host: user:pw@evil.test"], vec![200, 400]),
            (vec!["host: evil.test:444"], vec![200, 400]),
            (vec!["host: evil.test/path"], vec![200, 400]),
            (vec!["host: 10.0.0.1"], vec![200, 400]),
            (vec!["host: [::1]"], vec![200, 400]),
            (vec!["host: evil.test\u{e9}"], vec![200, 400]),
            (vec![&long], vec![200, 400, 431]),
            (vec!["host: a", "x-forwarded-host: evil.test", "x-forwarded-proto: https"], vec![200]),
            (vec!["host: a", "forwarded: host=evil.test;proto=https", "x-original-host: evil.test"], vec![200]),
        ] {
            for path in ["/.well-known/openid-configuration", "/", "/sign-in"] {
                let first = format!("GET {path} HTTP/1.1");
                let lines: Vec<&str> = [first.as_str()].into_iter().chain(lines.clone()).collect();
                let answers = exchange(&app, request(&lines, "")).await;
                assert_eq!(answers.len(), 1, "{lines:?}: {answers:?}");
                assert!(statuses.contains(&answers[0].status), "{lines:?}: {answers:?}");
                assert!(!format!("{answers:?}").contains("evil"), "{lines:?} is taken up: {answers:?}");
            }
        }
        stands(&app, 0).await;
    }

    /// Of two headers where one may be, neither counts.
    async fn single_headers_come_once(app: TestApp) {
        let good = basic(SERVICE);
        let good = good.as_str();
        for (first, second) in [
            (good, good),
            (good, "authorization: Basic x"),
            ("authorization: Bearer x", good),
            (FORM, FORM),
            (FORM, "content-type: text/plain"),
            ("host: a", "host: b"),
            ("dpop: a.b.c", "dpop: a.b.c"),
            ("origin: https://spa.test", "origin: https://evil.test"),
            ("origin: null", "origin: null"),
        ] {
            for path in ["/token", "/introspect", "/userinfo", "/login", "/authorize"] {
                let host = if first.starts_with("host") { "x: y" } else { "host: a" };
                let line = format!("POST {path} HTTP/1.1");
                let answers = exchange(&app, request(&[&line, host, first, second], &service_form())).await;
                assert_eq!(answers[0].status, 400, "{path} {first}, {second}: {answers:?}");
                let head = answers[0].head.to_ascii_lowercase();
                assert!(head.contains("cache-control: no-store") && head.contains("x-request-id"), "{head}");
                assert!(!head.contains("access-control-allow-origin") && !head.contains("set-cookie"), "{head}");
            }
        }
        let folded = request(&["POST /token HTTP/1.1", "host: a", &format!("{good}, Basic x"), FORM], &service_form());
        assert_eq!(exchange(&app, folded).await[0].status, 401, "a list is no credential");
        assert_eq!(app.count_events("request.refused").await, 9 * 5, "one event each");
        assert_eq!(app.get(&format!("/authorize?state={}", "x".repeat(9000))).await.status, 414);
        assert_eq!(app.count_events("request.refused").await, 9 * 5 + 1, "too long");
        stands(&app, 0).await;
    }

    /// A long address is logged in part, so that nobody chooses how long our lines are.
    async fn long_addresses_make_no_long_lines(app: TestApp) {
        let mark = log::mark();
        for times in [600, 1500] {
            let answer = app.get(&format!("/{}", "not-a-page.".repeat(times))).await;
            assert!(matches!(answer.status, 404 | 414), "{}", answer.status);
        }
        let said = log::since(mark);
        assert!(said.contains("/not-a-page.not-a-page."));
        assert!(!said.contains(&"not-a-page.".repeat(20)), "a long address is logged whole");
    }

    /// No value that reaches a response header can add one.
    async fn no_value_splits_an_answer(app: TestApp) {
        let evil = "%0d%0aset-cookie:%20evil=1%0d%0a%0d%0aevil";
        let base = "response_type=code&client_id=web&redirect_uri=https%3A%2F%2Frp.test%2Fcb&scope=openid&prompt=none\
            &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";
        let mut paths = vec![
            format!("/authorize?{base}&state={evil}"),
            format!("/authorize?{base}&nonce={evil}&state=x"),
            format!("/authorize?{base}&scope={evil}"),
            format!("/logout?client_id=web&post_logout_redirect_uri=https%3A%2F%2Frp.test%2Fbye&state={evil}"),
            format!("/login?transaction={evil}"),
            format!("/consent?transaction={evil}"),
            format!("/userinfo?access_token={evil}"),
            format!("/{evil}"),
            format!("/static/{evil}"),
            format!("/logo/{evil}"),
            "/%0aset-cookie:%20evil=1".into(),
        ];
        for name in ["client_id", "response_mode", "response_type", "ui_locales", "login_hint", "claims", "display", "prompt", "max_age", "acr_values", "id_token_hint"] {
            paths.push(format!("/authorize?client_id=web&redirect_uri=https%3A%2F%2Frp.test%2Fcb&{name}={evil}"));
        }
        for path in paths {
            let lines = [&format!("GET {path} HTTP/1.1"), "host: a", "origin: https://spa.test", "connection: close"];
            let answers = exchange(&app, request(&lines, "")).await;
            assert_eq!(answers.len(), 1, "{path}: {answers:?}");
            assert!(answers[0].status < 500, "{path}: {answers:?}");
            for line in answers[0].head.split("\r\n") {
                assert!(!line.contains(['\r', '\n']), "{path}: {line:?}");
                assert!(!line.to_ascii_lowercase().starts_with("set-cookie: evil"), "{path}: {line:?}");
            }
        }
        let refused = app.post("/token", WEB, &[("grant_type", "a\r\nset-cookie: evil=1")]).await;
        assert!(!refused.headers.contains_key("set-cookie"));
        stands(&app, 0).await;
    }
}
