//! `/v1/auth/login`: for applications of the operator's own that ask for name and password themselves.

use serde_json::{Value, json};

use super::{Caller, is_problem, wrong_members};
use crate::support::app::{Answer, WEB};
use crate::support::{TestApp, in_each_setup};

pub const MOBILE: (&str, Option<&str>) = ("mobile", Some("mobile-secret-with-plenty-of-characters-0123456"));

pub async fn with_mobile(app: &TestApp) {
    app.add_client(json!({
        "client_id": MOBILE.0, "client_secret": MOBILE.1, "first_party": true, "direct_login": true,
        "grant_types": ["authorization_code", "refresh_token"], "redirect_uris": ["https://mobile.test/cb"],
    }))
    .await;
}

pub async fn login_as(app: &TestApp, client: (&str, Option<&str>), body: &Value) -> Answer {
    posts(app, client, "/v1/auth/login", body).await
}

/// As the application `mobile`, to another address.
pub async fn as_mobile(app: &TestApp, path: &str, body: &Value) -> Answer {
    posts(app, MOBILE, path, body).await
}

async fn posts(app: &TestApp, client: (&str, Option<&str>), path: &str, body: &Value) -> Answer {
    let request = app.http.post(app.at(path)).basic_auth(client.0, client.1);
    let request = request.header("content-type", "application/json").header("user-agent", "test-client/1");
    Answer::of(request.body(body.to_string()).send().await.unwrap()).await
}

/// As the application `mobile`.
pub async fn login(app: &TestApp, body: &Value) -> Answer {
    login_as(app, MOBILE, body).await
}

in_each_setup! {
    async fn name_and_password_give_tokens_of_a_session_that_is_listed_and_ended(app: TestApp) {
        with_mobile(&app).await;
        let signed = login(&app, &json!({"username": "ada", "password": app.user.password})).await;
        assert_eq!(signed.status, 200, "{}", signed.body);
        let ada = Caller::with(&app, &signed.text("access_token"));
        let listed = ada.get("/v1/auth/sessions").await.json();
        assert_eq!((&listed["items"][0]["current"], &listed["items"][0]["client_ids"]), (&true.into(), &json!(["mobile"])));
        let refresh = [("grant_type", "refresh_token"), ("refresh_token", &signed.text("refresh_token"))];
        let next = app.token(MOBILE, &refresh).await;
        assert_eq!(next.status, 200);
        assert_eq!(ada.sends(reqwest::Method::POST, "/v1/auth/logout", &json!({}), None).await.json()["revoked"], 1);
        is_problem(&ada.get("/v1/users/me").await, 401, "invalid-token");
        let dead = [("grant_type", "refresh_token"), ("refresh_token", &next.text("refresh_token"))];
        app.token(MOBILE, &dead).await.is_error(400, "invalid_grant");
        assert_eq!((app.count_events("login.success").await, app.count_events("token.issued").await), (1, 1));
    }

    async fn others_are_sent_to_the_page(app: TestApp) {
        with_mobile(&app).await;
        let good = json!({"username": "ada", "password": app.user.password});
        is_problem(&login_as(&app, WEB, &good).await, 400, "unauthorized-client");
        is_problem(&login_as(&app, (MOBILE.0, Some("wrong")), &good).await, 401, "invalid-client");
        assert_eq!(app.count_events("login.success").await, 0);
        let mut bodies = Vec::new();
        for (name, password) in [("ada", "wrong"), ("nobody", "wrong")] {
            let refused = login(&app, &json!({"username": name, "password": password})).await;
            is_problem(&refused, 403, "wrong-password");
            bodies.push(refused.body);
        }
        assert_eq!(bodies[0], bodies[1], "unknown and known names look alike");
        assert_eq!(app.count_events("login.failed").await, 2);
        assert_eq!(app.count_events("request.refused").await, 0, "one event each");
        let empty = login(&app, &json!({"username": 1})).await;
        is_problem(&empty, 422, "invalid");
        assert_eq!(wrong_members(&empty), ["username", "password"]);
    }

    /// LG-035: whoever has the password learns what is missing, and nobody else.
    async fn who_has_still_to_prove_an_address_is_told_so(app: TestApp) {
        with_mobile(&app).await;
        let id = app.add_user(json!({"email": "frank@example.com", "password": "right horse battery"})).await;
        let (id, now) = (id.parse().unwrap(), app.services.clock.now());
        let waits = signet::model::user::UserStatus::PendingVerification;
        let set = async move |tx: &signet::store::Transaction| signet::store::users::set_status(tx, id, waits, now).await;
        app.services.db.write(set).await.unwrap();
        let asks = async |password: &str| login(&app, &json!({"username": "frank@example.com", "password": password})).await;
        is_problem(&asks("a guess").await, 403, "wrong-password");
        is_problem(&asks("right horse battery").await, 403, "unproven-address");
        assert_eq!(app.count_events("login.failed").await, 2);
    }

    async fn failures_are_limited(app: TestApp) {
        with_mobile(&app).await;
        let mut last = None;
        for _ in 0..6 {
            last = Some(login(&app, &json!({"username": "ada", "password": "guess"})).await);
        }
        let limited = last.unwrap();
        is_problem(&limited, 429, "slow-down");
        assert!(!limited.header("retry-after").is_empty());
    }
}
