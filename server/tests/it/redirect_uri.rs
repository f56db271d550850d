//! Redirect URIs: exact comparison on the raw string; what does not match is a page, never a redirect (RFC 9700 2.1).

use crate::support::app::WEB;
use crate::support::{AuthorizationRequest, Browser, in_each_setup};

in_each_setup! {
    async fn nothing_but_the_registered_string_is_redirected_to(app: TestApp) {
        let mut browser = Browser::new(&app);
        for wrong in [
            "https://evil.test/cb", "https://rp.test/cb/x", "https://rp.test/cbx", "https://rp.test/cb%2Fx",
            "https://rp.test.evil.test/cb", "https://rpXtest/cb", "https://rp.test@evil.test/cb",
            "https://evil.test\\@rp.test/cb", "https://rp.test%40evil.test/cb", "https://user:pw@rp.test/cb",
            "https://RP.TEST/cb", "https://rp.test:443/cb", "https://rp.test./cb", "https:\\\\rp.test\\cb",
            "https:/rp.test/cb", "https://rp.test/cb\r\n", " https://rp.test/cb", "https://rp.test/cb ",
            "https://rp.test/cb?x=1", "https://rp.test/cb2?tenant=1&x=1", "https://rp.test/cb2?tenant=2",
            "https://rp.test/cb2", "https://rp.test/cb?code=attacker&state=attacker", "https://rp.test/CB",
            "https://rp.test/cb#", "http://rp.test/cb", "javascript:alert(1)", "https://rp.test/cb\u{200b}", "",
        ] {
            let request = AuthorizationRequest::default().with("redirect_uri", wrong);
            request.open(&mut browser).await.is_error_page();
        }
        assert_eq!(app.count_events("authz.redirect_mismatch").await, 29);
    }

    async fn a_registered_query_is_kept_as_it_is(app: TestApp) {
        let request = AuthorizationRequest::of(WEB, "https://rp.test/cb2?tenant=1");
        let page = request.signed_in(&mut Browser::new(&app)).await;
        assert!(page.url.starts_with("https://rp.test/cb2?tenant=1&code=sgc_"), "{}", page.url);
        assert_eq!(request.exchange(&app, &page.code()).await.status, 200);
    }

    async fn native_apps_use_any_loopback_port_and_their_own_scheme(app: TestApp) {
        app.add_client(serde_json::json!({
            "client_id": "native", "application_type": "native", "token_endpoint_auth_method": "none",
            "redirect_uris": ["http://127.0.0.1/cb", "http://[::1]/cb", "com.example.app:/cb", "http://localhost:1234/cb"],
        }))
        .await;
        let native = ("native", None);
        let mut browser = Browser::new(&app);
        for good in ["http://127.0.0.1:53219/cb", "http://[::1]:61023/cb", "http://127.0.0.1/cb", "com.example.app:/cb", "http://localhost:1234/cb"] {
            let request = AuthorizationRequest::of(native, good);
            let page = request.clone().with("prompt", "none").open(&mut browser).await;
            assert!(page.url.starts_with(good), "{}", page.url);
            page.is_redirected_error(&app, "login_required");
        }
        for wrong in [
            "http://127.0.0.1:53219/other", "http://127.0.0.1:53219/cb/", "http://localhost:53219/cb",
            "http://127.0.0.1.evil.test/cb", "http://127.1/cb", "http://2130706433/cb",
            "http://[::ffff:127.0.0.1]/cb", "http://127.0.0.1@evil.test/cb", "https://127.0.0.1:53219/cb",
            "com.example.app://cb", "COM.example.app:/cb", "com.example.app.evil:/cb",
        ] {
            AuthorizationRequest::of(native, wrong).open(&mut browser).await.is_error_page();
        }
        let request = AuthorizationRequest::of(native, "http://127.0.0.1:53219/cb");
        let page = request.open(&mut browser).await;
        let consent = browser.sign_in(&page).await;
        let back = browser.submit(&consent, &[("action", "approve")]).await;
        let other_port = request.clone().with("redirect_uri", "http://127.0.0.1:1/cb");
        other_port.exchange(&app, &back.code()).await.is_error(400, "invalid_grant");
        assert_eq!(request.exchange(&app, &back.code()).await.status, 200);
    }

    async fn unknown_disabled_and_missing_clients_look_alike(app: TestApp) {
        let mut browser = Browser::new(&app);
        let unknown = AuthorizationRequest::default().with("client_id", "nobody").open(&mut browser).await;
        unknown.is_error_page();
        signet::admin::clients::set_enabled(&app.office(), WEB.0, false).await.unwrap();
        let disabled = AuthorizationRequest::default().open(&mut browser).await;
        disabled.is_error_page();
        let strip = |page: &crate::support::browser::Page| {
            let id = page.answer.header("x-request-id").to_owned();
            page.answer.body.replace(&id, "")
        };
        assert_eq!(strip(&unknown), strip(&disabled));
    }
}
