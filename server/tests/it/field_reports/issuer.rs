//! Section F: one issuer, byte for byte, whatever a request says of us.

use super::encoded;
use crate::support::app::{Answer, Options, WEB};
use crate::support::authorization::{VERIFIER, claims_of};
use crate::support::{AuthorizationRequest, Browser, Setup, TestApp};

const FORGED: [(&str, &str); 8] = [
    ("host", "id.example.com"),
    ("x-forwarded-proto", "https"),
    ("x-forwarded-proto", "http"),
    ("host", "evil.example.net"),
    ("x-forwarded-host", "evil.example.net"),
    ("forwarded", "proto=http;host=evil.example.net"),
    ("x-forwarded-prefix", "/evil.example.net"),
    ("x-original-url", "https://evil.example.net/"),
];

async fn with_issuer(issuer: &str) -> TestApp {
    let options = Options { issuer: Some(issuer.to_owned()), ..Options::default() };
    TestApp::with(Setup::Sqlite, options).await.unwrap()
}

/// BR-46: every address that we hand out comes from the configured issuer, whatever the request's headers say.
#[tokio::test(flavor = "multi_thread")]
async fn no_header_changes_who_we_are() {
    no_header_counts(&with_issuer("https://id.example.com").await).await;
    // Not even where a proxy is trusted: of what it says we believe whom it speaks for.
    let options = Options {
        issuer: Some("https://id.example.com".to_owned()),
        flags: vec![("server.trusted_proxies", "127.0.0.0/8".to_owned())],
        ..Options::default()
    };
    no_header_counts(&TestApp::with(Setup::Sqlite, options).await.unwrap()).await;
}

async fn no_header_counts(app: &TestApp) {
    let usual = app.get("/.well-known/openid-configuration").await.json();
    for (name, value) in usual.as_object().unwrap() {
        if let Some(url) = value.as_str().filter(|text| text.contains("://")) {
            assert!(url.starts_with("https://id.example.com"), "{name}: {url}");
        }
    }
    let authorize = AuthorizationRequest::default().path();
    let elsewhere =
        format!("/logout?client_id=web&post_logout_redirect_uri={}", encoded("https://rp.test/bye"));
    for (name, value) in FORGED {
        let paths = [
            "/",
            "/.well-known/openid-configuration",
            "/.well-known/change-password",
            "/sign-in",
            "/login",
            &authorize,
            &elsewhere,
        ];
        for path in paths {
            let answer =
                Answer::of(app.http.get(app.at(path)).header(name, value).send().await.unwrap()).await;
            assert!(answer.status < 500 && answer.status != 404, "{path} with {name}: {}", answer.status);
            let everything = format!("{:?} {}", answer.headers, answer.body);
            assert!(
                !everything.contains("evil.example.net") && !everything.contains("http://id."),
                "{path} with {name}: {everything}"
            );
            for cookie in answer.headers.get_all("set-cookie") {
                let cookie = cookie.to_str().unwrap();
                assert!(
                    cookie.starts_with("__Host-") && cookie.contains("; Secure"),
                    "{path} with {name}: {cookie}"
                );
            }
            if path.starts_with("/.well-known/openid") {
                assert_eq!(answer.json(), usual, "{name}: {value}");
            }
        }
        let mut browser = Browser::new(app);
        browser.headers.push((name, value.to_owned()));
        let page = AuthorizationRequest::default().open(&mut browser).await;
        assert_eq!(Browser::form(&page, &[]).0, "/login");
        let back = browser.sign_in(&page).await;
        assert_eq!(back.parameter("iss").as_deref(), Some("https://id.example.com"), "{name}: {value}");
    }
}

/// BR-47: the issuer is the same bytes everywhere, with a final slash, without, and with a path.
#[tokio::test(flavor = "multi_thread")]
async fn one_issuer_byte_for_byte() {
    for (issuer, base) in [
        ("https://id.example.com", ""),
        ("https://id.example.com/", ""),
        ("https://id.example.com/auth", "/auth"),
        ("https://id.example.com/auth/", "/auth"),
        ("https://id.example.com:8443", ""),
    ] {
        let app = with_issuer(issuer).await;
        let discovery = format!("{base}/.well-known/openid-configuration");
        for path in [discovery.as_str(), &format!("/.well-known/oauth-authorization-server{base}")] {
            let answer = app.get(path).await;
            assert_eq!((answer.status, answer.text("issuer").as_str()), (200, issuer), "{path}");
            assert_eq!(answer.text("token_endpoint"), format!("{}/token", issuer.trim_end_matches('/')));
        }
        let mut browser = Browser::new(&app);
        let request = AuthorizationRequest::default();
        let page = browser.open(&format!("{base}{}", request.path())).await;
        let back = browser.sign_in(&page).await;
        assert_eq!(back.parameter("iss").as_deref(), Some(issuer));
        let code = back.code();
        let form = [
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", "https://rp.test/cb"),
            ("code_verifier", VERIFIER),
        ];
        let tokens = app.post(&format!("{base}/token"), WEB, &form).await;
        assert_eq!(claims_of(&tokens.text("id_token"))["iss"], issuer);
        let access = tokens.text("access_token");
        assert_eq!(claims_of(&access)["iss"], issuer);
        assert_eq!(
            app.post(&format!("{base}/introspect"), WEB, &[("token", &access)]).await.text("iss"),
            issuer
        );
        let refused = request.with("prompt", "none").with("max_age", "0");
        let told = browser.open(&format!("{base}{}", refused.path())).await;
        assert_eq!(
            (told.parameter("error").as_deref(), told.parameter("iss").as_deref()),
            (Some("login_required"), Some(issuer))
        );
    }
}

/// BR-47: an issuer that a library would print differently is refused at the start, with the form to use.
#[test]
fn an_issuer_that_is_written_oddly_is_refused() {
    use signet::protocol::issuer::Issuer;
    for (odd, told) in [
        ("https://ID.example.com", "https://id.example.com"),
        ("https://id.example.com:443", "https://id.example.com"),
        ("https://id.example.com/a/../auth", "https://id.example.com/auth"),
    ] {
        let refused = odd.parse::<Issuer>().unwrap_err().to_string();
        assert!(refused.contains(told), "{odd}: {refused}");
    }
    for wrong in [
        "id.example.com",
        "https://id.example.com?x",
        "https://id.example.com#x",
        "https://id.example.com//auth",
        "http://id.example.com",
    ] {
        assert!(wrong.parse::<Issuer>().is_err(), "{wrong}");
    }
}
