//! Where an answer may go: the registered string, byte for byte (RFC 9700 2.1).

use serde_json::json;

use crate::support::app::WEB;
use crate::support::attack::Watch;
use crate::support::{AuthorizationRequest, Browser, TestApp, in_each_setup};

const MISMATCH: (&str, &str) = ("authz.redirect_mismatch", "not registered");

/// Each of these is a page, with nobody signed in and with somebody.
async fn are_pages(app: &TestApp, request: AuthorizationRequest, wrong: &[&str]) {
    let mut stranger = Browser::new(app);
    let mut ada = Browser::new(app);
    AuthorizationRequest::default().signed_in(&mut ada).await.code();
    let mut watch = Watch::over(app).await;
    for uri in wrong {
        for browser in [&mut stranger, &mut ada] {
            let page = request.clone().with("redirect_uri", uri).open(browser).await;
            watch.is_page(uri, &page, 400, Some(MISMATCH)).await;
        }
    }
}

in_each_setup! {
    /// An unregistered redirect URI never matches.
    async fn an_unregistered_address_is_a_page(app: TestApp) {
        let wrong = ["https://evil.test/cb", "http://rp.test/cb", "https://partner.test/cb", "javascript:alert(1)", "data:,x", ""];
        are_pages(&app, AuthorizationRequest::default(), &wrong).await;
    }

    /// Nothing extends a registered URI.
    async fn neither_prefix_nor_pattern_matches(app: TestApp) {
        let wrong = [
            "https://rp.test/cb/x", "https://rp.test/cbx", "https://rp.test/cb%2Fx", "https://rp.test.evil.test/cb",
            "https://rpXtest/cb", "https://rp.test/c", "https://rp.test/", "https://rp.test/cb/../evil",
            "https://rp.test/x/../cb", "https://rp.test/./cb", "https://rp.test//cb", "https://rp.test/cb/",
            "https://rp.test/cb;x", "https://rp.test/cb#", "https://rp.test/cb#code=x", "https://*/cb",
        ];
        are_pages(&app, AuthorizationRequest::default(), &wrong).await;
    }

    /// Userinfo in the redirect URI never matches.
    async fn userinfo_is_no_way_around_the_host(app: TestApp) {
        let wrong = [
            "https://rp.test@evil.test/cb", "https://a@b@rp.test/cb", "https://evil.test\\@rp.test/cb",
            "https://rp.test%40evil.test/cb", "https://user:pw@rp.test/cb", "https://@rp.test/cb",
            "https://:@rp.test/cb", "https://rp.test:443@evil.test/cb", "https://evil.test#@rp.test/cb",
        ];
        are_pages(&app, AuthorizationRequest::default(), &wrong).await;
    }

    /// A host that means the same is not the same string.
    async fn equivalent_hosts_are_not_equal(app: TestApp) {
        let wrong = [
            "https://RP.TEST/cb", "https://rp.test:443/cb", "https://rp.test./cb", "https://xn--rp-fka.test/cb",
            "https://\u{ff52}\u{ff50}.test/cb", "https://r\u{440}.test/cb", "https://rp.test%00.evil.test/cb",
            "https://rp.test\u{3002}evil/cb", "https://rp%2Etest/cb", "HTTPS://rp.test/cb", "https://rp.te\u{ad}st/cb",
            "https://rp.test:/cb", "https://rp.test:0443/cb",
        ];
        are_pages(&app, AuthorizationRequest::default(), &wrong).await;
    }

    /// Backslashes, control characters and spaces never match, and no line break reaches `Location`.
    async fn no_separator_or_control_character_slips_through(app: TestApp) {
        let wrong = [
            "https:\\\\rp.test\\cb", "https:/rp.test/cb", "https:rp.test/cb", "//rp.test/cb", "https://rp.test\t/cb",
            "https://rp.test\n/cb", "https://rp.test\r/cb", "https://rp.test/cb\r\nset-cookie: x=y",
            "https://rp.test/cb%09", "https://rp.test/cb%0a", "https://rp.test/cb%0d%0aset-cookie:x=y",
            "https://rp.test/\tcb", " https://rp.test/cb", "https://rp.test/cb ", "\u{feff}https://rp.test/cb",
            "https://rp.test/cb\u{200b}", "https://rp.test/cb\u{202e}", "https://rp.test\\cb",
        ];
        are_pages(&app, AuthorizationRequest::default(), &wrong).await;
    }

    /// The case of the path counts.
    async fn the_case_of_the_path_counts(app: TestApp) {
        are_pages(&app, AuthorizationRequest::default(), &["https://rp.test/CB", "https://rp.test/Cb", "https://rp.test/%63b"]).await;
    }

    /// A query is part of the string; `code` joins a registered one with `&`.
    async fn a_query_is_part_of_the_string(app: TestApp) {
        let wrong = [
            "https://rp.test/cb?x=1", "https://rp.test/cb?", "https://rp.test/cb2?tenant=1&x=1",
            "https://rp.test/cb2?x=1&tenant=1", "https://rp.test/cb2?tenant=2", "https://rp.test/cb2?tenant=1&tenant=1",
            "https://rp.test/cb2", "https://rp.test/cb2?", "https://rp.test/cb2?tenant=%31",
            "https://rp.test/cb?code=attacker&state=attacker",
        ];
        are_pages(&app, AuthorizationRequest::default(), &wrong).await;
        let request = AuthorizationRequest::of(WEB, "https://rp.test/cb2?tenant=1");
        let page = request.signed_in(&mut Browser::new(&app)).await;
        assert!(page.url.starts_with("https://rp.test/cb2?tenant=1&code=sgc_"), "{}", page.url);
        for name in ["code", "state", "iss", "tenant"] {
            assert_eq!(page.url.matches(&format!("{name}=")).count(), 1, "{name} in {}", page.url);
        }
        assert_eq!(request.exchange(&app, &page.code()).await.status, 200);
    }

    /// Any port of a loopback address, of a native client alone; nothing that only looks like one.
    /// A scheme of an application's own matches as it is written.
    async fn native_clients_get_any_port_and_nothing_else(app: TestApp) {
        app.add_client(json!({
            "client_id": "native", "application_type": "native", "token_endpoint_auth_method": "none",
            "redirect_uris": ["http://127.0.0.1/cb", "http://[::1]/cb", "com.example.app:/cb"],
        }))
        .await;
        let native = |uri: &str| AuthorizationRequest::of(("native", None), uri);
        for good in [
            "http://127.0.0.1:53219/cb", "http://[::1]:61023/cb", "http://127.0.0.1:1/cb", "http://127.0.0.1/cb",
            "http://[::1]/cb", "com.example.app:/cb",
        ] {
            let request = native(good).with("prompt", "none");
            let mut watch = Watch::over(&app).await;
            let page = request.open(&mut Browser::new(&app)).await;
            watch.is_redirected(good, &request, &page, "login_required").await;
        }
        let wrong = [
            "http://127.0.0.1:53219/other", "http://127.0.0.1:53219/cb/", "http://127.0.0.1:53219/cb?x=1",
            "http://localhost:1/cb", "http://localhost/cb", "http://127.0.0.1.evil.test/cb", "http://127.1/cb",
            "http://2130706433/cb", "http://0x7f000001/cb", "http://0177.0.0.1/cb", "http://127.0.0.2/cb",
            "http://0.0.0.0/cb", "http://[::ffff:127.0.0.1]/cb", "http://[0:0:0:0:0:0:0:1]/cb", "http://127.0.0.1@evil.test/cb",
            "http://127.0.0.1:80@evil.test/cb", "http://127.0.0.1:99999/cb", "http://127.0.0.1:-1/cb",
            "http://127.0.0.1:+80/cb", "http://127.0.0.1: 80/cb", "https://127.0.0.1:53219/cb",
            "com.example.app://cb", "com.example.app:///cb", "COM.example.app:/cb", "com.example.app.evil:/cb",
            "com.example.app:/cb/", "com.example.app:cb",
        ];
        are_pages(&app, native("x"), &wrong).await;
        let request = native("http://127.0.0.1:53219/cb");
        let mut browser = Browser::new(&app);
        let page = request.open(&mut browser).await;
        let consent = browser.sign_in(&page).await;
        let code = browser.submit(&consent, &[("action", "approve")]).await.code();
        let other_port = request.clone().with("redirect_uri", "http://127.0.0.1:1/cb");
        other_port.exchange(&app, &code).await.is_error(400, "invalid_grant");
        assert_eq!(request.exchange(&app, &code).await.status, 200);
        let web = ["https://rp.test:8443/cb", "http://127.0.0.1:53219/cb", "http://127.0.0.1/cb"];
        are_pages(&app, AuthorizationRequest::default(), &web).await;
    }
}
