//! How a request comes: repeated, by another method, ahead of a click, for nobody, for somebody else.

use entity::kept_record;
use sea_orm::EntityTrait as _;
use signet::admin::clients;

use crate::support::app::{Answer, Options, PARTNER, SPA};
use crate::support::attack::Watch;
use crate::support::{AuthorizationRequest, Browser, Setup, TestApp, in_each_setup};

async fn parked(app: &TestApp) -> usize {
    kept_record::Entity::find().all(app.services.db.reader()).await.unwrap().len()
}

in_each_setup! {
    /// Of two redirect URIs none is followed.
    async fn a_parameter_that_comes_twice_is_a_page(app: TestApp) {
        let mut browser = Browser::new(&app);
        let mut watch = Watch::over(&app).await;
        let good = AuthorizationRequest::default();
        let evil = good.clone().with("redirect_uri", "https://evil.test/cb");
        let twice = Some(("authorize.refused", "sent more than once"));
        for (variant, request) in [
            ("good, evil", good.clone().and("redirect_uri", "https://evil.test/cb")),
            ("evil, good", evil.and("redirect_uri", "https://rp.test/cb")),
            ("good, good", good.clone().and("redirect_uri", "https://rp.test/cb")),
            ("client_id", good.clone().and("client_id", "partner")),
            ("state", good.clone().and("state", "x")),
            ("scope", good.clone().and("scope", "openid")),
        ] {
            watch.is_page(variant, &request.open(&mut browser).await, 400, twice).await;
            let posted = browser.request(reqwest::Method::POST, "/authorize", Some(request.query())).await;
            watch.is_page(variant, &posted, 400, twice).await;
        }
        let split = "/authorize?redirect_uri=https%3A%2F%2Frp.test%2Fcb";
        let body = good.clone().with("redirect_uri", "https://evil.test/cb").query();
        let page = browser.request(reqwest::Method::POST, split, Some(body)).await;
        watch.is_page("query and body", &page, 400, Some(("authorize.refused", "in the body"))).await;
        for name in ["redirect_uri[]", "redirect_uri[0]", "REDIRECT_URI", " redirect_uri"] {
            let page = good.clone().without("redirect_uri").with(name, "https://rp.test/cb").open(&mut browser).await;
            watch.is_page(name, &page, 400, Some(("authz.redirect_mismatch", "not registered"))).await;
        }
        for broken in ["redirect_uri=%zz", "redirect_uri=%ff", "redirect_uri=https%3A%2F%2Frp.test%2Fcb%00"] {
            let page = browser.open(&format!("/authorize?client_id=web&{broken}")).await;
            watch.is_page(broken, &page, 400, Some(("authorize.refused", "form-encoded"))).await;
        }
    }

    /// An unknown, a disabled and a deleted client look alike.
    async fn clients_that_are_not_there_look_alike(app: TestApp) {
        let mut browser = Browser::new(&app);
        AuthorizationRequest::default().signed_in(&mut browser).await.code();
        clients::set_enabled(&app.office(), PARTNER.0, false).await.unwrap();
        clients::delete(&app.office(), SPA.0).await.unwrap();
        let mut watch = Watch::over(&app).await;
        let mut pages = Vec::new();
        for id in ["nobody", PARTNER.0, SPA.0, "", "\u{202e}", "<script>"] {
            for uri in ["https://partner.test/cb", "https://spa.test/cb", "https://evil.test/cb"] {
                let request = AuthorizationRequest::default().with("client_id", id).with("redirect_uri", uri);
                let page = request.open(&mut browser).await;
                watch.is_page(id, &page, 400, Some(("authorize.refused", "unknown client"))).await;
                let body = page.answer.body.replace(page.answer.header("x-request-id"), "");
                // The links to other languages lead to the same address: what was asked, not what is known.
                let mut parts = body.split("href=\"/authorize");
                let first = parts.next().unwrap_or_default().to_owned();
                let rest = parts.map(|part| part.split_once('"').unwrap().1);
                pages.push(rest.fold(first, |all, part| all + part));
            }
        }
        assert!(pages.windows(2).all(|pair| pair[0] == pair[1]), "the pages differ: {pages:#?}");
    }

    /// `prompt=none` shows no page, whoever is or is not signed in.
    async fn a_silent_request_shows_no_page(app: TestApp) {
        let mut browser = Browser::new(&app);
        let mut watch = Watch::over(&app).await;
        let silent = AuthorizationRequest::default().with("prompt", "none");
        let partner = AuthorizationRequest::of(PARTNER, "https://partner.test/cb").with("prompt", "none");
        watch.is_redirected("nobody", &silent, &silent.open(&mut browser).await, "login_required").await;
        watch.is_redirected("nobody", &partner, &partner.open(&mut browser).await, "login_required").await;
        AuthorizationRequest::default().signed_in(&mut browser).await.code();
        watch.again().await;
        watch.is_redirected("no consent", &partner, &partner.open(&mut browser).await, "consent_required").await;
        let strong = silent.with("claims", r#"{"id_token":{"acr":{"essential":true,"value":"urn:unknown"}}}"#);
        let page = strong.open(&mut browser).await;
        watch.is_redirected("no such proof", &strong, &page, "unmet_authentication_requirements").await;
        assert_eq!(parked(&app).await, 0, "nothing is parked for a request that may ask nobody");
    }

    /// A hint names a person and proves nothing; one that is not ours is refused.
    async fn hints_are_hints(app: TestApp) {
        let mut browser = Browser::new(&app);
        let request = AuthorizationRequest::default();
        let tokens = request.exchange(&app, &request.signed_in(&mut browser).await.code()).await;
        let hint = tokens.text("id_token");
        app.add_user(serde_json::json!({ "preferred_username": "bob", "password": "bob has a long password" })).await;
        let mut bobs = Browser::new(&app);
        let page = request.open(&mut bobs).await;
        let back = bobs.submit(&page, &[("username", "bob"), ("password", "bob has a long password")]).await;
        let of_bob = request.exchange(&app, &back.code()).await.text("id_token");
        let silent = request.clone().with("prompt", "none");
        let mut watch = Watch::over(&app).await;
        let asked = silent.clone().with("id_token_hint", &of_bob);
        watch.is_redirected("bob's", &asked, &asked.open(&mut browser).await, "login_required").await;
        let asked = silent.clone().with("id_token_hint", &hint);
        watch.is_redirected("of nobody here", &asked, &asked.open(&mut Browser::new(&app)).await, "login_required").await;
        let parts: Vec<&str> = hint.split('.').collect();
        let elsewhere = foreign_hint(&app).await;
        let flipped = format!("{}{}", &hint[..hint.len() - 2], if hint.ends_with("AA") { "BB" } else { "AA" });
        for (variant, wrong) in [
            ("flipped", flipped), ("alg none", format!("eyJhbGciOiJub25lIn0.{}.", parts[1])), ("no signature", format!("{}.{}.", parts[0], parts[1])),
            ("bob's claims", format!("{}.{}.{}", parts[0], of_bob.split('.').nth(1).unwrap(), parts[2])),
            ("an access token", tokens.text("access_token")), ("another issuer's", elsewhere), ("text", "a.b.c".to_owned()), ("five parts", "a.b.c.d.e".to_owned()),
        ] {
            for request in [&silent, &request] {
                let asked = request.clone().with("id_token_hint", &wrong);
                watch.is_redirected(variant, &asked, &asked.open(&mut browser).await, "invalid_request").await;
            }
        }
        app.travel(2 * 60 * 60);
        silent.clone().with("id_token_hint", &hint).open(&mut browser).await.code();
        watch.again().await;
        let asked = silent.with("id_token_hint", &hint);
        watch.is_redirected("expired, of nobody here", &asked, &asked.open(&mut Browser::new(&app)).await, "login_required").await;
    }

    /// Other methods and media types leave nothing behind.
    async fn other_methods_leave_nothing_behind(app: TestApp) {
        let mut watch = Watch::over(&app).await;
        let path = AuthorizationRequest::default().path();
        for method in ["HEAD", "PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "PROPFIND"] {
            let answer = app.http.request(method.parse().unwrap(), app.at(&path)).send().await.unwrap();
            assert_eq!(answer.status().as_u16(), 405, "{method}");
            watch.is_unmoved(method, None).await;
        }
        for media_type in ["application/json", "multipart/form-data; boundary=x", "text/plain", "application/x-www-form-urlencoded; charset=utf-7"] {
            let request = app.http.post(app.at("/authorize")).header("content-type", media_type).body(AuthorizationRequest::default().query());
            assert_eq!(request.send().await.unwrap().status().as_u16(), 415, "{media_type}");
            watch.is_unmoved(media_type, None).await;
        }
        assert_eq!(parked(&app).await, 0);
    }

    /// Whoever only looks ahead uses nothing up.
    async fn looking_ahead_uses_nothing_up(app: TestApp) {
        let mut browser = Browser::new(&app);
        let page = AuthorizationRequest::default().open(&mut browser).await;
        let mut watch = Watch::over(&app).await;
        let before = parked(&app).await;
        for (name, value) in [("sec-purpose", "prefetch"), ("sec-purpose", "prefetch;prerender"), ("purpose", "prefetch"), ("x-moz", "prefetch")] {
            let ahead = app.http.get(app.at(&AuthorizationRequest::default().path())).header(name, value);
            let answer = Answer::of(ahead.send().await.unwrap()).await;
            assert_eq!((answer.status, answer.header("location"), answer.header("set-cookie")), (204, "", ""), "{name}: {value}");
            watch.is_unmoved(value, None).await;
        }
        assert_eq!(parked(&app).await, before, "a request is parked");
        for agent in ["Slackbot-LinkExpanding 1.0", "facebookexternalhit/1.1", "WhatsApp/2"] {
            let address = page.url.trim_start_matches(&app.issuer);
            let preview = app.http.get(app.at(address)).header("user-agent", agent);
            assert_eq!(preview.send().await.unwrap().status().as_u16(), 400, "{agent} has not this browser's cookie");
        }
        browser.sign_in(&page).await.code();
    }

    /// No script of another origin reads an answer.
    async fn no_script_reads_an_answer(app: TestApp) {
        let mut watch = Watch::over(&app).await;
        for origin in ["https://spa.test", "https://evil.test", "null"] {
            for method in [reqwest::Method::GET, reqwest::Method::OPTIONS] {
                let request = app.http.request(method.clone(), app.at(&AuthorizationRequest::default().path())).header("origin", origin);
                let request = request.header("access-control-request-method", "GET");
                let answer = request.send().await.unwrap();
                let open: Vec<_> = answer.headers().keys().filter(|name| name.as_str().starts_with("access-control-")).collect();
                assert!(open.is_empty(), "{method} {origin}: {open:?}");
                watch.is_unmoved(origin, None).await;
            }
        }
    }

    /// Who we are does not depend on the name we are called by.
    async fn metadata_is_the_same_under_every_name(app: TestApp) {
        let known = app.get("/.well-known/openid-configuration").await.body;
        let document: serde_json::Value = serde_json::from_str(&known).unwrap();
        let endpoints = document.as_object().unwrap().iter().filter(|(name, _)| name.ends_with("_endpoint") || *name == "jwks_uri");
        for (name, address) in endpoints {
            assert!(address.as_str().unwrap().starts_with(&format!("{}/", app.issuer)), "{name}: {address}");
        }
        for path in ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"] {
            for (name, value) in [
                ("host", "evil.test"), ("host", "localhost@evil.test"), ("x-forwarded-host", "evil.test"), ("x-forwarded-proto", "https"),
                ("x-forwarded-prefix", "/evil"), ("x-original-url", "/evil"), ("forwarded", "proto=https;host=evil.test"),
            ] {
                let request = app.http.get(app.at(path)).header(name, value);
                let answer = Answer::of(request.send().await.unwrap()).await;
                assert!(!answer.body.contains("evil"), "{name}: {value}");
                assert!(answer.status == 400 || answer.json() == document, "{name}: {value}");
            }
        }
        for path in ["/tenant/.well-known/openid-configuration", "/.well-known/openid-configuration/tenant", "//.well-known/openid-configuration"] {
            let answer = app.get(path).await;
            assert!(answer.status == 404 || answer.json() == document, "{path}: {}", answer.body);
        }
    }
}

/// An ID token under the very same key, of another issuer.
async fn foreign_hint(app: &TestApp) -> String {
    let other = TestApp::with(app.setup, Options::default()).await.unwrap();
    assert_ne!(other.issuer, app.issuer);
    AuthorizationRequest::default().tokens(&other).await.text("id_token")
}

/// A language is one of ours or the default; whatever is asked, nothing is kept of it.
#[tokio::test(flavor = "multi_thread")]
async fn languages_are_ours_alone() {
    let app = TestApp::start(Setup::Sqlite).await.unwrap();
    let reference = app.get("/sign-in").await.body;
    let language =
        |body: &str| body.split("<html lang=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let mut asked: Vec<String> = (0..300).map(|n| format!("x{n}-Y{n}")).collect();
    asked.extend(
        [
            "../../etc/passwd",
            "%2e%2e%2f",
            "en\r\nset-cookie: a=b",
            "\u{202e}",
            "*",
            "-",
            "x".repeat(5000).as_str(),
        ]
        .map(str::to_owned),
    );
    let mut watch = Watch::over(&app).await;
    for locale in asked {
        let query: String = url::form_urlencoded::byte_serialize(locale.as_bytes()).collect();
        let answer = app.get(&format!("/sign-in?ui_locales={query}")).await;
        assert_eq!((answer.status, language(&answer.body)), (200, language(&reference)), "{locale:.60}");
        assert!(!answer.body.contains("passwd") && !answer.headers.contains_key("a"), "{locale:.60}");
    }
    watch.is_unmoved("languages", None).await;
}
