//! Every route against paths, methods, media types and origins that are not its own.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::json;

use crate::routes::public;
use crate::support::app::{Answer, Options, SERVICE, SPA};
use crate::support::wire::{exchange, request};
use crate::support::{AuthorizationRequest, Browser, Setup, TestApp, in_each_setup};

/// Every route that is served with its methods, and an address where there is none.
fn routes() -> Vec<(String, BTreeSet<String>)> {
    let nothing = ("/nothing".to_owned(), BTreeSet::new());
    public().into_iter().map(|known| (known.example(), known.methods)).chain([nothing]).collect()
}

const FORM: &str = "application/x-www-form-urlencoded";

async fn send(app: &TestApp, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = app.http.request(Method::from_bytes(method.as_bytes()).unwrap(), app.at(path));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Answer::of(request.send().await.unwrap()).await
}

in_each_setup! {
    async fn every_promised_endpoint_is_in_the_sweep(app: TestApp) {
        let promised = app.get("/.well-known/openid-configuration").await.json();
        for (name, value) in promised.as_object().unwrap() {
            let path = value.as_str().and_then(|url| url.strip_prefix(&app.issuer)).filter(|path| !path.is_empty());
            if let Some(path) = path {
                assert!(routes().iter().any(|(known, _)| known == path), "{name} is not swept");
            }
        }
    }

    /// A path that only looks like another is no way around anything: it is nothing, or the same.
    async fn paths_have_one_spelling(app: TestApp) {
        for path in ["/token", "/introspect", "/userinfo", "/revoke"] {
            let name = &path[1..];
            let canonical = exchange(&app, request(&[&format!("POST {path} HTTP/1.1"), "host: a"], "")).await;
            for odd in [
                format!("/{path}"),
                format!("/.{path}"),
                format!("/%2e%2e{path}"),
                format!("/..{path}"),
                format!("{path}/"),
                path.to_uppercase(),
                format!("{path};x=1"),
                format!("{path}%2f"),
                format!("{path}%00"),
                format!("{path}%20"),
                format!("{path}."),
                format!("/jwks/..{path}"),
                format!("/jwks/..%2f{name}"),
                format!("/%{:02x}{}", name.as_bytes()[0], &name[1..]),
                format!("{path}?x#y"),
            ] {
                let answers = exchange(&app, request(&[&format!("POST {odd} HTTP/1.1"), "host: a"], "")).await;
                let same = answers[0].status == canonical[0].status;
                assert!(answers[0].status == 404 || answers[0].status == 400 || same, "{odd}: {answers:?}");
                assert!(!answers[0].body.contains("access_token"), "{odd}: {answers:?}");
            }
        }
        for path in ["/dev", "/dev/sign-in/demo-web", "/dev//sign-in/demo-web", "/%64ev/sign-in/demo-web", "/./dev/sign-in/demo-web", "/DEV/sign-in/demo-web", "/admin", "//admin", "/metrics"] {
            let answers = exchange(&app, request(&[&format!("GET {path} HTTP/1.1"), "host: a"], "")).await;
            assert_eq!(answers[0].status, 404, "{path}");
        }
    }

    /// A route answers its own methods; no header and no parameter makes another of one.
    async fn methods_are_what_they_are(app: TestApp) {
        for (path, methods) in routes() {
            for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW", "get", "post"] {
                let answer = send(&app, method, &path, &[("content-type", FORM)]).await;
                let is_own = methods.contains(method);
                assert!(answer.status < 500, "{method} {path}: {}", answer.status);
                let refused = matches!(answer.status, 404 | 405);
                // Pages of a sign-in that is not there, and files that are not there, are not found in their own words.
                let absent = is_own && answer.status == 404;
                assert!(refused != is_own || absent, "{method} {path}: {}", answer.status);
                assert!(!answer.body.contains(method) || answer.status == 200, "TRACE echoes: {}", answer.body);
                assert!(!answer.headers.contains_key("set-cookie") || is_own, "{method} {path} sets a cookie");
            }
            let connect = exchange(&app, request(&["CONNECT evil.test:443 HTTP/1.1", "host: a"], "")).await;
            assert!(matches!(connect[0].status, 400 | 404 | 405), "{connect:?}");
        }
        let service = [("grant_type", "client_credentials"), ("_method", "GET")];
        for (name, value) in [("x-http-method-override", "POST"), ("x-http-method", "POST"), ("x-method-override", "POST")] {
            assert_eq!(send(&app, "GET", "/token", &[(name, value), ("content-type", FORM)]).await.status, 405, "{name}");
            let request = app.http.post(app.at("/token")).header(name, "GET").basic_auth(SERVICE.0, SERVICE.1);
            assert_eq!(Answer::of(request.form(&service).send().await.unwrap()).await.status, 200, "{name}");
        }
        assert_eq!(app.get("/token?_method=POST").await.status, 405);
    }

    /// Forms are forms. Every other media type is refused by every route that reads one.
    async fn a_form_says_that_it_is_one(app: TestApp) {
        let form = format!("grant_type=client_credentials&client_id={}", SERVICE.0);
        let multipart = "--x\r\ncontent-disposition: form-data; name=\"grant_type\"\r\n\r\nclient_credentials\r\n--x--\r\n";
        for path in ["/token", "/introspect", "/revoke", "/login", "/consent", "/logout", "/logged-out", "/sign-in", "/authorize"] {
            for (media_type, body) in [
                (Some("text/plain"), form.as_str()),
                (Some("multipart/form-data; boundary=x"), multipart),
                (Some("application/json"), r#"{"grant_type":"client_credentials"}"#),
                (Some("application/x-www-form-urlencoded; charset=utf-7"), &form),
                (Some("application/x-www-form-urlencoded; charset=utf-16"), &form),
                (Some("application/x-www-form-urlencoded, text/plain"), &form),
                (Some("application/x-www-form-urlencodedx"), &form),
                (Some(""), &form),
                (Some("\u{e9}"), &form),
                (None, &form),
            ] {
                let mut request = app.http.post(app.at(path)).body(body.to_owned());
                if let Some(media_type) = media_type {
                    request = request.header("content-type", media_type);
                }
                let answer = Answer::of(request.send().await.unwrap()).await;
                assert_eq!(answer.status, 415, "{path} {media_type:?}: {}", answer.body);
                assert_eq!(answer.header("cache-control"), "no-store");
            }
        }
        assert_eq!(app.count_events("token.issued").await, 0);
    }

    /// What scripts of which origin may read, over all routes.
    async fn scripts_read_what_is_theirs(app: TestApp) {
        let token = AuthorizationRequest::of(SPA, "https://spa.test/cb").tokens(&app).await.text("access_token");
        let bearer = format!("Bearer {token}");
        let origins = [
            ("https://spa.test", true),
            ("https://evil.test", false),
            ("null", false),
            ("https://spa.test.evil.test", false),
            ("https://evilspa.test", false),
            ("https://spa.test:8443", false),
            ("http://spa.test", false),
            ("https://SPA.test", false),
            ("https://spa.test/", false),
            ("https://spa.test,https://evil.test", false),
            ("https://rp.test", false),
            ("", false),
        ];
        for (path, methods) in routes() {
            let path = path.as_str();
            let is_open = path == "/jwks"
                || path.starts_with("/.well-known/o")
                || path == "/openapi.json"
                || path == "/v1/.well-known/jwks.json";
            let of_clients = matches!(path, "/token" | "/userinfo" | "/revoke") || path.starts_with("/v1/");
            for (origin, is_registered) in origins {
                let preflight = send(&app, "OPTIONS", path, &[
                    ("origin", origin),
                    ("access-control-request-method", "POST"),
                    ("access-control-request-headers", "authorization, dpop, x-evil"),
                ]).await;
                let mut answers = vec![(preflight, is_registered && of_clients)];
                // A refusal that is no client's may be read by any: its script has to see that it was refused (BR-44).
                for method in methods.iter().filter(|method| matches!(method.as_str(), "GET" | "POST")) {
                    let headers = [("origin", origin), ("authorization", &bearer), ("content-type", FORM), ("cookie", "signet-session=x")];
                    let answer = send(&app, method, path, &headers).await;
                    let is_refusal = (400..500).contains(&answer.status) && of_clients;
                    answers.push((answer, is_registered && (path == "/userinfo" || path.starts_with("/v1/") || is_refusal)));
                }
                for (answer, may_read) in answers {
                    let allowed = answer.header("access-control-allow-origin");
                    let expected = if is_open && allowed == "*" { "*" } else if may_read { origin } else { "" };
                    assert_eq!(allowed, expected, "{path} {origin}");
                    assert!(!answer.headers.contains_key("access-control-allow-credentials"), "{path}");
                    if of_clients && !is_open {
                        assert_eq!(answer.header("vary"), "Origin", "{path}");
                    }
                }
            }
            if is_open {
                assert_eq!(send(&app, "GET", path, &[("origin", "https://evil.test")]).await.header("access-control-allow-origin"), "*");
            }
        }
    }

    /// The token endpoint's answer is for scripts of the public client that asked; for nobody else's.
    async fn tokens_are_read_by_their_own_application(app: TestApp) {
        let spa = AuthorizationRequest::of(SPA, "https://spa.test/cb");
        for (origin, may_read) in [("https://spa.test", true), ("https://evil.test", false), ("null", false)] {
            let code = spa.code(&app).await;
            let form = [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", "https://spa.test/cb"),
                ("client_id", "spa"), ("code_verifier", crate::support::authorization::VERIFIER)];
            for expected in [200, 400] {
                let request = app.http.post(app.at("/token")).header("origin", origin).form(&form);
                let answer = Answer::of(request.send().await.unwrap()).await;
                assert_eq!(answer.status, expected);
                assert_eq!(answer.header("access-control-allow-origin"), if may_read { origin } else { "" });
                assert_eq!(answer.header("vary"), "Origin");
                assert!(!answer.headers.contains_key("access-control-allow-credentials"));
            }
        }
        let of_service = app.http.post(app.at("/token")).header("origin", "https://spa.test").basic_auth(SERVICE.0, SERVICE.1);
        let answer = Answer::of(of_service.form(&[("grant_type", "client_credentials")]).send().await.unwrap()).await;
        assert_eq!((answer.status, answer.header("access-control-allow-origin")), (200, ""), "a confidential client has no scripts");
    }

    /// Beside the files that are ours there is nothing, and no way up.
    async fn files_are_those_we_have(app: TestApp) {
        let page = app.get("/sign-in").await.body;
        let real: Vec<&str> = page.split('"').filter(|text| text.starts_with("/static/")).collect();
        assert!(!real.is_empty(), "the page has files");
        for path in &real {
            assert_eq!(app.get(path).await.status, 200, "{path}");
        }
        let first = real[0].rsplit_once('/').unwrap();
        for path in [
            "/static", "/static/", "/static/.", "/static/..", "/static/..%2f..%2fCargo.toml", "/static/%2e%2e/%2e%2e/etc/passwd",
            "/static/../../../../etc/passwd", "/static/..%5c..%5cwin.ini", "/static//etc/passwd", "/static/.git/config", "/static/.env",
            "/static/%00", "/static/signet.css%00.js", "/static/signet.css.map", "/static/signet.css", "/static/signet.0000000000000000.css", "/logo/..%2f..%2fetc%2fpasswd", "/logo/", "/logo/%00",
        ].into_iter().map(str::to_owned).chain([format!("{}.map", real[0]), format!("{}/%00{}", first.0, first.1), format!("{}%00", real[0])]) {
            let answers = exchange(&app, request(&[&format!("GET {path} HTTP/1.1"), "host: a"], "")).await;
            assert!(matches!(answers[0].status, 400 | 404), "{path}: {answers:?}");
            assert!(!answers[0].body.contains("root:") && !answers[0].body.contains("[package]"), "{path}");
        }
    }

    /// No cache keeps a person's page, whatever it is asked.
    async fn no_page_of_a_person_is_kept(app: TestApp) {
        let mut browser = Browser::new(&app);
        AuthorizationRequest::default().signed_in(&mut browser).await.code();
        let plain = browser.open("/").await.answer;
        assert!(plain.body.contains("Ada Lovelace"));
        for (name, value) in [
            ("range", "bytes=0-10"), ("range", "bytes=-1,0-,5-2"), ("if-none-match", "*"), ("if-match", "\"x\""),
            ("if-modified-since", "Fri, 01 Jan 2100 00:00:00 GMT"), ("if-unmodified-since", "garbage"), ("if-range", "\"x\""),
        ] {
            browser.headers = vec![(name, value.to_owned())];
            let answer = browser.open("/").await.answer;
            assert_eq!((answer.status, answer.header("cache-control")), (200, "no-store"), "{name}");
            let stranger = send(&app, "GET", "/", &[(name, value)]).await;
            assert!(!stranger.body.contains("Ada"), "{name}");
        }
    }
}

/// Over https, a year of nothing else.
#[tokio::test(flavor = "multi_thread")]
async fn https_says_that_it_stays() {
    let options = Options { issuer: Some("https://id.example.com".into()), ..Options::default() };
    let app = TestApp::with(Setup::Sqlite, options).await.unwrap();
    for (path, methods) in routes() {
        for method in methods.iter().map(String::as_str).chain(["DELETE"]) {
            let answer = send(&app, method, &path, &[]).await;
            let policy = answer.header("strict-transport-security").to_owned();
            let age =
                policy.split("max-age=").nth(1).and_then(|text| text.split(';').next()?.parse::<u64>().ok());
            assert!(
                age >= Some(31_536_000) && policy.contains("includeSubDomains"),
                "{method} {path}: {policy}"
            );
        }
    }
    assert_eq!(json!(app.issuer), app.get("/.well-known/openid-configuration").await.json()["issuer"]);
}
