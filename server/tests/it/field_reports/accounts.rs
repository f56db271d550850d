//! Section E: people and machines that may not go on.

use serde_json::json;
use signet::admin::{clients, users};
use signet::model::user::UserStatus;

use super::{offline, refresh};
use crate::support::app::{API, Answer, SERVICE, WEB};
use crate::support::{Browser, TestApp, in_each_setup};

struct Held {
    unused_code: String,
    tokens: Answer,
}

async fn hold(browser: &mut Browser<'_>) -> Held {
    let request = offline();
    let tokens = request.exchange(browser.app, &request.signed_in(browser).await.code()).await;
    Held { unused_code: request.open(browser).await.code(), tokens }
}

async fn nothing_goes_on(app: &TestApp, browser: &mut Browser<'_>, held: &Held) {
    let access = held.tokens.text("access_token");
    refresh(app, &held.tokens.text("refresh_token")).await.is_error(400, "invalid_grant");
    app.userinfo(&access).await.is_error(401, "invalid_token");
    for token in [access, held.tokens.text("refresh_token")] {
        assert_eq!(app.introspect(WEB, &token).await, json!({ "active": false }));
    }
    offline().exchange(app, &held.unused_code).await.is_error(400, "invalid_grant");
    offline().with("prompt", "none").open(browser).await.is_redirected_error(app, "login_required");
    assert_eq!(app.post("/revoke", WEB, &[("token", &held.tokens.text("refresh_token"))]).await.status, 200);
    assert!(browser.open("/").await.answer.body.contains("/sign-in"), "signed out at our own door");
}

/// What the sign-in page says to this name with this password, its own tokens and the name left out.
async fn refusal(app: &TestApp, username: &str, password: &str) -> String {
    let mut browser = Browser::new(app);
    let page = offline().open(&mut browser).await;
    let refused = browser.submit(&page, &[("username", username), ("password", password)]).await;
    assert_eq!(refused.answer.status, 400);
    let body = refused.answer.body;
    let start = body.find("id=\"error-summary\"").expect("it is refused");
    body[start..start + body[start..].find("</div>").unwrap()].to_owned()
}

in_each_setup! {
    /// BR-38: whoever is disabled cannot go on with old tokens, codes or sessions, and gets none of them back.
    async fn a_disabled_person(app: TestApp) {
        let mut browser = Browser::new(&app);
        let held = hold(&mut browser).await;
        users::set_status(&app.office(), "ada", UserStatus::Suspended).await.unwrap();
        nothing_goes_on(&app, &mut browser, &held).await;
        let neutral = refusal(&app, "nobody", "some password").await;
        assert_eq!(refusal(&app, "ada", app.user.password).await, neutral);
        users::set_status(&app.office(), "ada", UserStatus::Active).await.unwrap();
        nothing_goes_on(&app, &mut browser, &held).await;
        offline().signed_in(&mut browser).await.code();
    }

    /// BR-38: what is left of a deleted person is refused like anything unknown.
    async fn a_deleted_person(app: TestApp) {
        let mut browser = Browser::new(&app);
        let held = hold(&mut browser).await;
        users::delete(&app.office(), "ada").await.unwrap();
        nothing_goes_on(&app, &mut browser, &held).await;
        let neutral = refusal(&app, "nobody", "some password").await;
        assert_eq!(refusal(&app, "ada", app.user.password).await, neutral);
        let hint = held.tokens.text("id_token");
        let silent = offline().with("prompt", "none").with("id_token_hint", &hint).open(&mut browser).await;
        silent.is_redirected_error(&app, "login_required");
        assert!(browser.open(&format!("/logout?id_token_hint={hint}")).await.answer.status < 500);
    }

    /// BR-38: a machine that is disabled or deleted gets nothing, and its token is worth nothing.
    async fn a_machine(app: TestApp) {
        let grant = [("grant_type", "client_credentials")];
        let token = app.token(SERVICE, &grant).await.text("access_token");
        assert_eq!(app.introspect(SERVICE, &token).await["active"], true);
        clients::set_enabled(&app.office(), SERVICE.0, false).await.unwrap();
        app.token(SERVICE, &grant).await.is_error(401, "invalid_client");
        app.post("/introspect", SERVICE, &[("token", &token)]).await.is_error(401, "invalid_client");
        assert_eq!(app.introspect(API, &token).await, json!({ "active": false }));
        clients::delete(&app.office(), SERVICE.0).await.unwrap();
        app.token(SERVICE, &grant).await.is_error(401, "invalid_client");
        assert_eq!(app.introspect(API, &token).await, json!({ "active": false }));
        app.userinfo(&token).await.is_error(401, "invalid_token");
    }

    /// BR-38: a client that is disabled or deleted takes the tokens of its people with it.
    async fn a_client(app: TestApp) {
        let mut browser = Browser::new(&app);
        let held = hold(&mut browser).await;
        let (access, code) = (held.tokens.text("access_token"), &held.unused_code);
        clients::set_enabled(&app.office(), WEB.0, false).await.unwrap();
        app.userinfo(&access).await.is_error(401, "invalid_token");
        refresh(&app, &held.tokens.text("refresh_token")).await.is_error(401, "invalid_client");
        clients::delete(&app.office(), WEB.0).await.unwrap();
        app.userinfo(&access).await.is_error(401, "invalid_token");
        offline().exchange(&app, code).await.is_error(401, "invalid_client");
        offline().open(&mut browser).await.is_error_page();
    }
}
