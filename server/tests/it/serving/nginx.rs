//! Behind a real nginx, with the configuration that `config/nginx.conf` recommends.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use signet::store::auth_events::{Filter, list};

use crate::support::app::{Options, WEB};
use crate::support::authorization::{VERIFIER, claims_of};
use crate::support::databases::fresh_folder;
use crate::support::nginx::{self, Nginx};
use crate::support::programs::free_port;
use crate::support::{AuthorizationRequest, Browser, Setup, TestApp};

/// Where clients come from: not the address that nginx comes from, which is trusted.
const CLIENT: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 9));

/// A server behind an nginx that passes on what `location` says, and a client at an address of its own.
async fn behind_nginx(path: &str, location: &str) -> Option<(TestApp, Nginx)> {
    let program = nginx::program()?;
    let port = free_port();
    let options = Options {
        issuer: Some(format!("http://localhost:{port}{path}")),
        flags: vec![("server.trusted_proxies", "127.0.0.1".to_owned())],
        ..Options::default()
    };
    let mut app = TestApp::with(Setup::Sqlite, options).await.unwrap();
    let mut settings = include_str!("../../../../config/nginx.conf").to_owned();
    for (written, here) in [
        ("127.0.0.1:8080", app.instance.to_string()),
        ("listen 443 ssl http2;", format!("listen 127.0.0.1:{port};")),
        ("    ssl_certificate /etc/ssl/id.example.com.crt;\n", String::new()),
        ("    ssl_certificate_key /etc/ssl/id.example.com.key;\n", String::new()),
        ("location / {", format!("location {location} {{")),
    ] {
        assert_eq!(settings.matches(written).count(), 1, "{written}");
        settings = settings.replace(written, &here);
    }
    let front = Nginx::start(&program, &fresh_folder(), port, &settings);
    app.address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    app.http = http.local_address(CLIENT).build().unwrap();
    Some((app, front))
}

/// A whole sign-in through it, by a client that lies about its address: page, form, code, tokens, userinfo.
async fn signs_in(app: &TestApp, base: &str) {
    let issuer = app.issuer.as_str();
    let metadata = app.get(&format!("{base}/.well-known/openid-configuration")).await;
    assert_eq!((metadata.status, metadata.text("issuer").as_str()), (200, issuer));
    let mut browser = Browser::new(app);
    browser.headers.push(("x-forwarded-for", "203.0.113.7, 127.0.0.1".to_owned()));
    browser.headers.push(("forwarded", "for=203.0.113.8;host=evil.example.net".to_owned()));
    let page = browser.open(&format!("{base}{}", AuthorizationRequest::default().path())).await;
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
    let asked = app.http.get(app.at(&format!("{base}/userinfo"))).bearer_auth(tokens.text("access_token"));
    assert_eq!(asked.send().await.unwrap().status().as_u16(), 200);
    let rows = list(app.services.db.reader(), &Filter { limit: 100, ..Filter::default() }).await.unwrap();
    for kind in ["login.success", "token.issued"] {
        let of_kind: Vec<_> = rows.iter().filter(|row| row.event.kind == kind).collect();
        assert!(!of_kind.is_empty(), "{kind} is not in the log");
        for row in of_kind {
            let address = row.personal.as_ref().and_then(|personal| personal.address.clone());
            assert_eq!(address, Some(CLIENT.to_string()), "{kind}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_in_through_nginx_and_the_log_has_the_clients_address() {
    if let Some((app, _front)) = behind_nginx("", "/").await {
        signs_in(&app, "").await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_with_an_issuer_under_a_path() {
    let Some((app, _front)) = behind_nginx("/auth", r"~ ^/(auth(/|$)|\.well-known/)").await else { return };
    signs_in(&app, "/auth").await;
    let rooted = app.get("/.well-known/oauth-authorization-server/auth").await;
    assert_eq!(rooted.text("issuer"), app.issuer);
    assert_eq!(app.get("/elsewhere").await.status, 404);
}

/// nginx keeps connections to the server open, and what comes over one that was used before is answered too.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_requests_through_nginx_are_all_answered() {
    let Some((app, _front)) = behind_nginx("", "/").await else { return };
    for _ in 0..5 {
        let all = (0..40).map(|_| app.get("/.well-known/openid-configuration"));
        for answer in futures::future::join_all(all).await {
            assert_eq!(answer.status, 200);
        }
    }
}
