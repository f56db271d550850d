//! Metadata and keys: one promise, kept everywhere (OpenID Connect Discovery, RFC 8414).

use crate::support::app::Options;
use crate::support::{Setup, TestApp, in_each_setup};

in_each_setup! {
    async fn both_documents_say_the_same_and_can_be_kept(app: TestApp) {
        let openid = app.get("/.well-known/openid-configuration").await;
        let oauth = app.get("/.well-known/oauth-authorization-server").await;
        assert_eq!(openid.json(), oauth.json());
        assert_eq!(openid.json()["issuer"], app.issuer.as_str());
        assert_eq!(openid.header("access-control-allow-origin"), "*");
        assert_eq!(openid.header("cache-control"), "public, max-age=300");
        let known = app.http.get(app.at("/.well-known/openid-configuration")).header("if-none-match", openid.header("etag"));
        assert_eq!(known.send().await.unwrap().status().as_u16(), 304);
        for path in ["/.well-known/openid-configuration", "/jwks"] {
            let small = app.http.get(app.at(path)).header("accept-encoding", "gzip").send().await.unwrap();
            assert_eq!(small.headers()["content-encoding"], "gzip", "{path}");
        }
        let jwks = app.get("/jwks").await;
        assert_eq!(jwks.header("cache-control"), "public, max-age=300");
        for key in jwks.json()["keys"].as_array().unwrap() {
            assert!(key.get("d").is_none() && key["kid"].is_string() && key["use"] == "sig", "{key}");
        }
        assert_eq!(jwks.json()["keys"].as_array().unwrap().len(), 4);
    }

    async fn the_promise_is_reviewed(app: TestApp) {
        let text = app.get("/.well-known/openid-configuration").await.body.replace(&app.issuer, "ISSUER");
        let golden = include_str!("golden/metadata.json");
        let promised: serde_json::Value = serde_json::from_str(&text).unwrap();
        let pretty = serde_json::to_string_pretty(&promised).unwrap();
        assert_eq!(pretty.trim(), golden.trim(), "a promise has changed: review it, then write it to golden/metadata.json");
    }

    async fn hosts_and_headers_do_not_change_who_we_are(app: TestApp) {
        for (name, value) in [
            ("host", "evil.example.net"),
            ("x-forwarded-host", "evil.example.net"),
            ("x-forwarded-proto", "https"),
            ("forwarded", "proto=https;host=evil.example.net"),
        ] {
            let request = app.http.get(app.at("/.well-known/openid-configuration")).header(name, value);
            let body = request.send().await.unwrap().text().await.unwrap();
            assert!(!body.contains("evil") && body.contains(&app.issuer), "{name}");
        }
    }

    /// Every answer carries them, whatever it is.
    async fn every_page_has_the_security_headers(app: TestApp) {
        for path in ["/", "/nothing", "/login", "/authorize", "/logout", "/healthz", "/readyz", "/token", "/.well-known/change-password"] {
            let answer = app.get(path).await;
            assert!(answer.status < 500, "{path}");
            assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
            assert_eq!(answer.header("x-frame-options"), "DENY");
            assert_eq!(answer.header("referrer-policy"), "no-referrer");
            assert!(answer.header("content-security-policy").contains("default-src 'none'"));
            assert_eq!(answer.header("x-request-id").len(), 20);
        }
        assert_eq!((app.get("/healthz").await.status, app.get("/readyz").await.status), (200, 200));
        assert_eq!(app.get("/dev/sign-in/demo-web").await.status, 404, "nothing of dev under serve");
    }

    async fn requests_beyond_a_limit_are_refused_cheaply(app: TestApp) {
        let long = format!("/authorize?state={}", "x".repeat(9000));
        assert_eq!(app.get(&long).await.status, 414);
        let body = format!("grant_type=client_credentials&x={}", "y".repeat(70_000));
        let large = app.http.post(app.at("/token")).header("content-type", "application/x-www-form-urlencoded").body(body);
        assert_eq!(large.send().await.unwrap().status().as_u16(), 413);
        let wide = app.http.get(app.at("/healthz")).header("x-wide", "w".repeat(70_000));
        assert_eq!(wide.send().await.unwrap().status().as_u16(), 431);
        let two = app.http.post(app.at("/token")).header("authorization", "Basic a").header("authorization", "Basic b");
        assert_eq!(two.send().await.unwrap().status().as_u16(), 400);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_issuer_with_a_path_keeps_everything_below_it() {
    let options = Options { issuer: Some("https://example.com/auth".into()), ..Options::default() };
    let app = TestApp::with(Setup::Sqlite, options).await.unwrap();
    for path in [
        "/auth/.well-known/openid-configuration",
        "/.well-known/openid-configuration/auth",
        "/.well-known/oauth-authorization-server/auth",
    ] {
        let answer = app.get(path).await;
        assert_eq!(
            (answer.status, &answer.json()["issuer"]),
            (200, &"https://example.com/auth".into()),
            "{path}"
        );
        assert_eq!(answer.json()["token_endpoint"], "https://example.com/auth/token");
    }
    let page = app.get("/auth/").await;
    assert_eq!(page.status, 200);
    for attribute in page.body.split(['"', '\'']).filter(|text| text.starts_with('/') && !text.contains('>'))
    {
        assert!(attribute.starts_with("/auth/"), "{attribute} leaves the path");
        if !attribute.contains("logout") {
            let path = attribute.replace("&#38;", "&").replace("&amp;", "&");
            assert!(app.get(&path).await.status < 400, "{attribute}");
        }
    }
    assert_eq!(app.get("/token").await.status, 404);
}
