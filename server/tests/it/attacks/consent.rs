//! Consent: given by the person, on our own page, for what the page showed.

use serde_json::json;
use signet::admin::clients::{self, Given};

use crate::support::app::{PARTNER, object};
use crate::support::attack::Watch;
use crate::support::browser::Page;
use crate::support::snapshot::Snapshot;
use crate::support::{AuthorizationRequest, Browser, in_each_setup};

fn partner() -> AuthorizationRequest {
    AuthorizationRequest::of(PARTNER, "https://partner.test/cb")
}

/// The consent page of `request`, whoever has to sign in before.
async fn page_of(request: &AuthorizationRequest, browser: &mut Browser<'_>) -> Page {
    let page = request.open(browser).await;
    let page = if page.answer.body.contains("login-form") { browser.sign_in(&page).await } else { page };
    assert!(page.answer.body.contains("id=\"consent-form\""), "{} {}", page.url, page.answer.body);
    page
}

in_each_setup! {
    /// A name cannot make an application look like something else.
    async fn a_name_cannot_deceive(app: TestApp) {
        let register = async |id: &str, metadata: serde_json::Value| {
            let mut client = json!({ "client_id": id, "client_secret": PARTNER.1, "redirect_uris": [format!("https://{id}.test/cb")] });
            client.as_object_mut().unwrap().extend(object(metadata));
            signet::admin::clients::create(&app.office(), &object(client)).await
        };
        for (id, name) in [("rtl", "Not\u{202e}gro.evil"), ("zero", "Goo\u{200b}gle"), ("long", "x".repeat(10 * 1024).as_str()), ("lines", "a\nb"), ("isolate", "\u{2066}x")] {
            assert!(register(id, json!({ "client_name": name })).await.is_err(), "{id} was registered");
        }
        let html = "</b><script>alert(1)</script>\"'<img src=https://evil.test/x>";
        register("html", json!({ "client_name": html })).await.unwrap();
        let long = "Trustworthy ".repeat(16);
        register("wordy", json!({ "client_name": long.trim() })).await.unwrap();
        register("google", json!({ "client_name": "Google", "logo_uri": "https://evil.test/logo.png" })).await.unwrap();
        let mut browser = Browser::new(&app);
        for id in ["html", "wordy", "google"] {
            let uri = format!("https://{id}.test/cb");
            let request = AuthorizationRequest::of((id, PARTNER.1), &uri);
            let body = page_of(&request, &mut browser).await.answer.body;
            assert!(body.contains(&format!("{id}.test")), "{id}: the redirect host is not shown");
            assert!(!body.contains("<script>alert") && !body.contains("<img src=https"), "{id}: {body}");
            assert!(!body.contains("evil.test/logo.png"), "{id}: a logo comes from elsewhere");
            assert!(body.contains("class=\"badge\""), "{id}: nobody says that the name is unverified");
        }
    }

    /// Only our own page, in this browser, for this request, gives consent.
    async fn only_our_own_page_gives_consent(app: TestApp) {
        let mut browser = Browser::new(&app);
        let page = page_of(&partner(), &mut browser).await;
        let mut other = Browser::new(&app);
        let others = page_of(&partner(), &mut other).await;
        let (action, body) = Browser::form(&page, &[("action", "approve")]);
        let field = |body: &str, name: &str| body.split('&').find(|pair| pair.starts_with(name)).unwrap().to_owned();
        let token = field(&body, "csrf=");
        let without: String = body.split('&').filter(|pair| !pair.starts_with("csrf=")).collect::<Vec<_>>().join("&");
        let another_token = body.replace(&token, &field(&Browser::form(&others, &[]).1, "csrf="));
        let second = page_of(&partner().with("state", "second"), &mut browser).await;
        let of_another_request = body.replace(&token, &field(&Browser::form(&second, &[]).1, "csrf="));
        let mut watch = Watch::over(&app).await;
        for (variant, header, body) in [
            ("no token", None, without.clone()), ("an empty token", None, format!("{without}&csrf=")), ("another browser's token", None, another_token),
            ("another request's token", None, of_another_request), ("elsewhere", Some(("origin", "https://evil.test")), body.clone()),
            ("a sub-domain", Some(("origin", "http://evil.localhost")), body.clone()), ("cross-site", Some(("sec-fetch-site", "cross-site")), body.clone()),
            ("same-site", Some(("sec-fetch-site", "same-site")), body.clone()),
        ] {
            browser.headers = header.map(|(name, value)| (name, value.to_owned())).into_iter().collect();
            let refused = browser.request(reqwest::Method::POST, &action, Some(body)).await;
            watch.is_page(variant, &refused, 403, Some(("form.refused", ""))).await;
        }
        let cookies = std::mem::take(&mut browser.cookies);
        browser.headers.clear();
        let refused = browser.request(reqwest::Method::POST, &action, Some(body.clone())).await;
        watch.is_page("no cookie", &refused, 403, Some(("form.refused", ""))).await;
        browser.cookies = cookies;
        browser.request(reqwest::Method::POST, &action, Some(body)).await.code();
        assert_eq!(Snapshot::of(&app).await.consents.len(), 1);
    }

    /// Nothing is allowed that the page did not show, to nobody else, and for nobody else.
    async fn only_what_was_shown_is_allowed(app: TestApp) {
        let mut browser = Browser::new(&app);
        for field in [("scope", "openid email phone"), ("client_id", "web"), ("user_id", "x"), ("redirect_uri", "https://evil.test/cb"), ("claims", "{}"), ("scope[]", "phone")] {
            let page = page_of(&partner().with("scope", "openid").with("prompt", "consent"), &mut browser).await;
            let back = browser.submit(&page, &[("action", "approve"), field]).await;
            assert!(back.url.starts_with("https://partner.test/cb?code="), "{field:?}: {}", back.url);
            let tokens = partner().exchange(&app, &back.code()).await;
            assert_eq!(tokens.text("scope"), "openid", "{field:?}");
            let consents = Snapshot::of(&app).await.consents;
            let ((user, client), (scope, claims)) = consents.iter().next().unwrap();
            assert_eq!((consents.len(), user.to_string().as_str(), client.as_str()), (1, app.user.id.as_str(), PARTNER.0), "{field:?}");
            assert_eq!((scope.as_str(), claims.as_str()), ("openid", ""), "{field:?}");
        }
        // The page shows Ada's details. Meanwhile Bob signs in, in another tab: he has not seen his.
        app.add_user(json!({ "preferred_username": "bob", "password": "bob has a long password" })).await;
        let page = page_of(&partner().with("prompt", "consent"), &mut browser).await;
        let tab = AuthorizationRequest::default().with("prompt", "login").open(&mut browser).await;
        let tab = browser.submit(&tab, &[("action", "another")]).await;
        browser.submit(&tab, &[("username", "bob"), ("password", "bob has a long password")]).await.code();
        let watch = Watch::over(&app).await;
        let asked = browser.submit(&page, &[("action", "approve")]).await;
        assert!(asked.answer.body.contains("id=\"consent-form\"") && asked.answer.body.contains("bob"), "{} {}", asked.url, asked.answer.body);
        watch.is_recorded("for Bob", None).await;
        browser.submit(&asked, &[("action", "approve")]).await.code();
        assert_eq!(Snapshot::of(&app).await.consents.len(), 2);
    }

    /// Consent covers what was shown: more is asked again, as are another name or address, and native apps each time.
    async fn consent_is_asked_again_for_anything_new(app: TestApp) {
        let mut browser = Browser::new(&app);
        let page = page_of(&partner(), &mut browser).await;
        browser.submit(&page, &[("action", "approve")]).await.code();
        partner().with("prompt", "none").open(&mut browser).await.code();
        let mut watch = Watch::over(&app).await;
        let nickname = r#"{"userinfo":{"nickname":null}}"#;
        for (name, value) in [("scope", "openid email phone"), ("scope", "openid email offline_access"), ("claims", nickname)] {
            let more = partner().with(name, value).with("prompt", "none");
            watch.is_redirected(value, &more, &more.open(&mut browser).await, "consent_required").await;
            page_of(&more.without("prompt"), &mut browser).await;
        }
        for change in [json!({ "client_name": "Google" }), json!({ "redirect_uris": ["https://partner.test/cb", "https://evil.test/cb"] })] {
            clients::update(&app.office(), PARTNER.0, Given::Some(&object(change.clone()))).await.unwrap();
            watch.again().await;
            let silent = partner().with("prompt", "none");
            watch.is_redirected(&change.to_string(), &silent, &silent.open(&mut browser).await, "consent_required").await;
            let page = page_of(&partner(), &mut browser).await;
            browser.submit(&page, &[("action", "approve")]).await.code();
            silent.open(&mut browser).await.code();
        }
        app.add_client(json!({
            "client_id": "native", "application_type": "native", "token_endpoint_auth_method": "none", "redirect_uris": ["com.example.app:/cb"],
        }))
        .await;
        let native = AuthorizationRequest::of(("native", None), "com.example.app:/cb");
        for _ in 0..2 {
            let page = page_of(&native, &mut browser).await;
            browser.submit(&page, &[("action", "approve")]).await.code();
        }
        let silent = native.with("prompt", "none");
        watch.again().await;
        watch.is_redirected("native", &silent, &silent.open(&mut browser).await, "consent_required").await;
    }
}
