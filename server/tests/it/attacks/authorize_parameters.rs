//! What a request may ask (OpenID Connect Core 3.1.2.1): every other value is told at the redirect URI.

use serde_json::json;

use crate::support::app::{SPA, WEB};
use crate::support::attack::Watch;
use crate::support::authorization::CHALLENGE;
use crate::support::{AuthorizationRequest, Browser, TestApp, in_each_setup};

/// Each of these values is refused with this code, however it comes.
async fn are_told(app: &TestApp, name: &str, code: &str, values: &[&str]) {
    let mut browser = Browser::new(app);
    AuthorizationRequest::default().signed_in(&mut browser).await.code();
    let mut watch = Watch::over(app).await;
    for value in values {
        let variant = format!("{name}={value:.80}");
        let request = AuthorizationRequest::default().with(name, value);
        // What is longer than a request target may be comes by POST alone.
        if request.path().len() < 8000 {
            let by_query = request.open(&mut browser).await;
            watch.is_redirected(&variant, &request, &by_query, code).await;
        }
        let by_form = browser.request(reqwest::Method::POST, "/authorize", Some(request.query())).await;
        watch.is_redirected(&variant, &request, &by_form, code).await;
    }
}

fn base64(text: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(text)
}

in_each_setup! {
    /// A response mode that is unknown or not this client's is told by the default mode; none skips the redirect URI.
    async fn response_modes_are_those_of_the_client(app: TestApp) {
        let modes = ["nonsense", "fragment", "jwt", "query.jwt", "form_post.jwt", "fragment.jwt", "web_message", "QUERY", "query query", "query\r\nX: y"];
        are_told(&app, "response_mode", "invalid_request", &modes).await;
        app.add_client(json!({
            "client_id": "posting", "client_secret": WEB.1, "first_party": true, "response_modes": ["form_post"],
            "redirect_uris": ["https://posting.test/cb"],
        }))
        .await;
        let mut browser = Browser::new(&app);
        let mut watch = Watch::over(&app).await;
        let request = AuthorizationRequest::of(("posting", WEB.1), "https://posting.test/cb").with("response_mode", "query");
        watch.is_redirected("not registered", &request, &request.open(&mut browser).await, "invalid_request").await;
        for mode in ["query", "fragment", "form_post", "jwt", "nonsense"] {
            let evil = AuthorizationRequest::default().with("response_mode", mode).with("redirect_uri", "https://evil.test/cb");
            let mismatch = Some(("authz.redirect_mismatch", "not registered"));
            watch.is_page(mode, &evil.open(&mut browser).await, 400, mismatch).await;
        }
    }

    /// `code` is the only response type.
    async fn code_is_the_only_response_type(app: TestApp) {
        let others = ["token", "id_token", "id_token token", "code token", "code id_token", "none", "code code", "CODE", "code,token", " code"];
        are_told(&app, "response_type", "unsupported_response_type", &others).await;
        are_told(&app, "response_type", "invalid_request", &[""]).await;
        let missing = AuthorizationRequest::default().without("response_type");
        let mut watch = Watch::over(&app).await;
        watch.is_redirected("missing", &missing, &missing.open(&mut Browser::new(&app)).await, "invalid_request").await;
    }

    /// No client does without PKCE that was not registered to.
    async fn pkce_is_required_of_every_client(app: TestApp) {
        app.add_client(json!({
            "client_id": "native", "application_type": "native", "token_endpoint_auth_method": "none",
            "redirect_uris": ["com.example.app:/cb"],
        }))
        .await;
        let mut watch = Watch::over(&app).await;
        for (client, uri) in [(SPA, "https://spa.test/cb"), (("native", None), "com.example.app:/cb"), (WEB, "https://rp.test/cb")] {
            let request = AuthorizationRequest::of(client, uri);
            for bare in [request.clone().without("code_challenge"), request.without("code_challenge").without("code_challenge_method")] {
                let page = bare.open(&mut Browser::new(&app)).await;
                watch.is_redirected(client.0, &bare, &page, "invalid_request").await;
            }
        }
        let other_alphabet = CHALLENGE.replace('-', "+");
        let (short, long) = (&CHALLENGE[..42], format!("{CHALLENGE}A"));
        let challenges = ["", "x", short, &long, &other_alphabet, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c="];
        are_told(&app, "code_challenge", "invalid_request", &challenges).await;
    }

    /// S256 is the only method; the default of RFC 7636, `plain`, is none.
    async fn pkce_is_never_plain(app: TestApp) {
        are_told(&app, "code_challenge_method", "invalid_request", &["plain", "", "s256", "S512", "PLAIN", "S256 plain"]).await;
        let omitted = AuthorizationRequest::default().without("code_challenge_method");
        let mut watch = Watch::over(&app).await;
        watch.is_redirected("omitted", &omitted, &omitted.open(&mut Browser::new(&app)).await, "invalid_request").await;
    }

    /// A request object without a signature is refused. And so is one with a wrong signature.
    async fn request_objects_are_not_offered(app: TestApp) {
        let claims = base64(&json!({ "client_id": "web", "redirect_uri": "https://evil.test/cb", "scope": "openid" }).to_string());
        let with = |header: &str, signature: &str| format!("{}.{claims}.{signature}", base64(header));
        let objects = [
            with(r#"{"alg":"none"}"#, ""), with(r#"{"alg":"None"}"#, ""), with(r#"{"alg":""}"#, ""), with("{}", ""),
            with(r#"{"alg":"HS256"}"#, "c2ln"), with(r#"{"alg":"RS256","kid":"gone"}"#, "c2ln"), with(r#"{"alg":"ES512"}"#, ""),
            "x".to_owned(), "a.b.c.d.e".to_owned(),
        ];
        are_told(&app, "request", "request_not_supported", &objects.each_ref().map(String::as_str)).await;
    }

    /// Nobody makes us fetch a `request_uri`.
    async fn a_request_uri_is_not_fetched(app: TestApp) {
        let canary = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        canary.set_nonblocking(true).unwrap();
        let address = format!("http://{}/request.jwt", canary.local_addr().unwrap());
        let uris = [address.as_str(), "https://canary.test/x", "file:///etc/passwd", "urn:ietf:params:oauth:request_uri:unknown", "x"];
        are_told(&app, "request_uri", "request_uri_not_supported", &uris).await;
        are_told(&app, "registration", "registration_not_supported", &["{}"]).await;
        assert_eq!(canary.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock, "somebody came to the canary");
    }

    /// Prompts that contradict each other, are unknown or repeated.
    async fn prompts_agree_with_each_other(app: TestApp) {
        let many = vec!["login"; 200].join(" ");
        let prompts = ["none login", "login none", "none consent", "login login", "create", "NONE", "login,consent", many.as_str()];
        are_told(&app, "prompt", "invalid_request", &prompts).await;
    }

    /// An age is a plain number; a sign-in that is older is asked for again.
    async fn an_age_is_a_plain_number(app: TestApp) {
        let ages = ["-1", "+1", "9223372036854775808", "1.5", "1e3", "0x10", "soon", " 1", "1 ", "\u{0661}"];
        are_told(&app, "max_age", "invalid_request", &ages).await;
        app.add_client(json!({
            "client_id": "bank", "client_secret": WEB.1, "first_party": true, "default_max_age": 60,
            "redirect_uris": ["https://bank.test/cb"],
        }))
        .await;
        let bank = AuthorizationRequest::of(("bank", WEB.1), "https://bank.test/cb");
        let mut browser = Browser::new(&app);
        for (request, seconds, asks) in [
            (AuthorizationRequest::default().with("max_age", "0"), 0, true),
            (AuthorizationRequest::default().with("max_age", "1"), 2, true),
            (AuthorizationRequest::default().with("max_age", "1"), 1, false),
            (bank.clone(), 60, false), (bank.clone(), 61, true), (bank.clone().with("max_age", "600"), 61, false),
        ] {
            AuthorizationRequest::default().with("prompt", "login").signed_in(&mut Browser::new(&app)).await;
            let fresh = AuthorizationRequest::default().signed_in(&mut browser).await;
            fresh.code();
            let at = app.clock_seconds();
            app.travel(seconds);
            let variant = format!("{} after {seconds}", request.query());
            let silent = request.clone().with("prompt", "none").open(&mut browser).await;
            if asks {
                silent.is_redirected_error(&app, "login_required");
                let page = request.open(&mut browser).await;
                assert!(page.answer.body.contains("login-form"), "{variant}");
                let back = browser.submit(&page, &[("password", app.user.password)]).await;
                assert_eq!(auth_time(&app, &request, &back.code()).await, app.clock_seconds(), "{variant}");
            } else {
                assert_eq!(auth_time(&app, &request, &silent.code()).await, at, "{variant}");
            }
            browser = Browser::new(&app);
        }
    }

    /// A `claims` parameter that is not what the specification says.
    async fn claims_are_one_bounded_object(app: TestApp) {
        let deep = format!("{{\"userinfo\":{}{}}}", "{\"a\":".repeat(1000), "}".repeat(1000));
        let claims = [
            "{", "nonsense", "[]", "\"x\"", "null", "1", deep.as_str(), r#"{"userinfo":[]}"#, r#"{"userinfo":{},"userinfo":{}}"#,
            r#"{"id_token":{"sub":{"value":"a"},"sub":{"value":"b"}}}"#, r#"{"id_token":{"acr":{"value":"a\u0000b"}}}"#,
        ];
        are_told(&app, "claims", "invalid_request", &claims).await;
        let mut browser = Browser::new(&app);
        AuthorizationRequest::default().signed_in(&mut browser).await.code();
        let mut watch = Watch::over(&app).await;
        let other = r#"{"id_token":{"sub":{"value":"018f6a2e-7c1b-7def-8a2b-1234567890ab"}}}"#;
        let request = AuthorizationRequest::default().with("prompt", "none").with("claims", other);
        watch.is_redirected("sub of another", &request, &request.open(&mut browser).await, "login_required").await;
        let huge = AuthorizationRequest::default().with("claims", &"x".repeat(1 << 20));
        let page = browser.request(reqwest::Method::POST, "/authorize", Some(huge.query())).await;
        watch.is_page("1 MiB", &page, 413, None).await;
    }

    /// A scope is a bounded list of plain words; what a client may not have is never granted.
    async fn scopes_are_plain_words_that_the_client_may_have(app: TestApp) {
        let (many, long) = ((0..1000).map(|n| format!("s{n}")).collect::<Vec<_>>().join(" "), format!("openid {}", "x".repeat(201)));
        let scopes = [
            "openid\tprofile", "openid\nprofile", "openid\u{a0}profile", "openid\u{2003}profile", "openid \"", "openid \\", "openid \u{7f}",
            "openid \u{e9}", "unknown", "admin:all authz:check", many.as_str(), long.as_str(),
        ];
        are_told(&app, "scope", "invalid_scope", &scopes).await;
        let mut browser = Browser::new(&app);
        let mut watch = Watch::over(&app).await;
        for (scope, status) in [((0..10_000).map(|n| n.to_string()).collect::<Vec<_>>().join(" "), 303), ("x".repeat(60_000), 303), ("x".repeat(65_536), 413)] {
            let request = AuthorizationRequest::default().with("scope", &scope);
            let page = browser.request(reqwest::Method::POST, "/authorize", Some(request.query())).await;
            match status {
                303 => watch.is_redirected("long", &request, &page, "invalid_scope").await,
                _ => watch.is_page("longer than a body", &page, status, None).await,
            }
        }
        let tokens = AuthorizationRequest::default().with("scope", "openid admin:all authz:check credentials:read").tokens(&app).await;
        assert_eq!(tokens.text("scope"), "openid");
    }

    /// A long `state` and `nonce` come back as they were, up to a bound.
    async fn state_and_nonce_come_back_verbatim(app: TestApp) {
        let state = format!("{}{}", "s\u{e9} &=+%\"<>".repeat(20), "s".repeat(1800));
        let nonce = format!("{}<&\"+ ", "n".repeat(59));
        let request = AuthorizationRequest::default().with("state", &state).with("nonce", &nonce);
        let page = request.signed_in(&mut Browser::new(&app)).await;
        assert_eq!(page.parameter("state").as_deref(), Some(state.as_str()));
        let tokens = request.exchange(&app, &page.code()).await;
        assert_eq!(crate::support::authorization::claims_of(&tokens.text("id_token"))["nonce"], nonce.as_str());
        are_told(&app, "nonce", "invalid_request", &[&"n".repeat(1025)]).await;
        let mut browser = Browser::new(&app);
        let mut watch = Watch::over(&app).await;
        let long = AuthorizationRequest::default().with("nonce", &"n".repeat(10 * 1024));
        let page = browser.request(reqwest::Method::POST, "/authorize", Some(long.query())).await;
        watch.is_redirected("a nonce of 10 KiB", &long, &page, "invalid_request").await;
        let long = AuthorizationRequest::default().with("state", &"s".repeat(4097)).open(&mut browser).await;
        watch.is_page("a state beyond its bound", &long, 400, Some(("authorize.refused", "state is longer"))).await;
    }
}

async fn auth_time(app: &TestApp, request: &AuthorizationRequest, code: &str) -> i64 {
    let tokens = request.exchange(app, code).await;
    crate::support::authorization::claims_of(&tokens.text("id_token"))["auth_time"].as_i64().unwrap()
}
