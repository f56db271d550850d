//! Section D: `prompt` and `max_age`.

use serde_json::json;

use crate::support::authorization::claims_of;
use crate::support::{AuthorizationRequest, Browser, TestApp, in_each_setup};

/// Opens the request, types the password after five seconds, and must have a code of that very moment.
async fn asks_once(app: &TestApp, browser: &mut Browser<'_>, request: &AuthorizationRequest) {
    let page = request.open(browser).await;
    assert!(page.answer.body.contains("id=\"password\""), "{} asks", request.query());
    app.travel(5);
    let typed = app.clock_seconds();
    let back = browser.submit(&page, &[("username", "ada"), ("password", app.user.password)]).await;
    app.travel(2);
    let claims = claims_of(&request.exchange(app, &back.code()).await.text("id_token"));
    assert_eq!(claims["auth_time"], typed, "{}", request.query());
}

in_each_setup! {
    /// BR-28: `prompt=login` and `max_age` ask for the password exactly once, and the ID token says when it was typed.
    async fn a_fresh_sign_in_is_asked_once(app: TestApp) {
        let plain = AuthorizationRequest::default();
        let fresh = [
            plain.clone().with("prompt", "login"),
            plain.clone().with("max_age", "0"),
            plain.clone().with("max_age", "1"),
            plain.clone().with("prompt", "login").with("max_age", "0"),
        ];
        for request in &fresh {
            asks_once(&app, &mut Browser::new(&app), request).await;
        }
        let mut browser = Browser::new(&app);
        plain.signed_in(&mut browser).await.code();
        for request in fresh.iter().chain([&plain.clone().with("max_age", "5")]) {
            app.travel(10);
            asks_once(&app, &mut browser, request).await;
        }
        let typed = app.clock_seconds() - 2;
        app.travel(10);
        let relaxed = plain.with("max_age", "10000");
        let claims = claims_of(&relaxed.exchange(&app, &relaxed.open(&mut browser).await.code()).await.text("id_token"));
        assert_eq!(claims["auth_time"], typed, "the old sign-in counts, and says so");
    }

    /// BR-28: a client with a registered `default_max_age` of 0 or with `require_auth_time` does not loop either.
    async fn a_registered_age_is_asked_once(app: TestApp) {
        app.add_client(json!({
            "client_id": "bank", "token_endpoint_auth_method": "none", "first_party": true, "default_max_age": 0,
            "require_auth_time": true, "redirect_uris": ["https://bank.test/cb"],
        }))
        .await;
        let mut browser = Browser::new(&app);
        let request = AuthorizationRequest::of(("bank", None), "https://bank.test/cb");
        for _ in 0..2 {
            asks_once(&app, &mut browser, &request).await;
        }
        request.with("prompt", "none").open(&mut browser).await.is_redirected_error(&app, "login_required");
    }
}
