//! `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header).

use serde_json::{Value, json};

use super::mfa::{with_app, with_code};
use super::{Caller, is_problem, strangers_with};
use crate::accounts::{PASSWORD, mails, with_mail};
use crate::support::app::Answer;
use crate::support::in_each_setup;

const REGISTER: &str = "/v1/auth/register";
const TOTP: &str = "/v1/users/me/mfa/totp";
const CODES: &str = "/v1/users/me/mfa/backup-codes";
const KEY: Option<&str> = Some("\"8e03978e-40d5-43dd-bc93-6894a57f9324\"");

fn carol() -> Value {
    json!({"email": "carol@example.com", "password": PASSWORD})
}

with_mail! {
    async fn a_registration_that_is_sent_again_is_one(app: TestApp) {
        let first = strangers_with(&app, REGISTER, &carol(), KEY).await;
        assert_eq!(first.status, 202, "{}", first.body);
        app.ledger.must_not_show("what waits for a proof", first.text("verification").rsplit('.').next().unwrap());
        app.ledger.must_not_show("a password", PASSWORD);
        let again = strangers_with(&app, REGISTER, &carol(), KEY).await;
        assert_eq!((again.status, &again.body, again.header("content-type")), (202, &first.body, "application/json"));
        assert_eq!(mails(&app).await.len(), 1);
        let other = json!({"email": "dave@example.com", "password": PASSWORD});
        is_problem(&strangers_with(&app, REGISTER, &other, KEY).await, 422, "key-reused");
        assert_eq!(strangers_with(&app, REGISTER, &other, Some("another")).await.status, 202);
        assert_eq!(mails(&app).await.len(), 2);
        app.travel(24 * 60 * 60);
        let fresh = strangers_with(&app, REGISTER, &carol(), KEY).await;
        assert_ne!(fresh.text("verification"), first.text("verification"), "a day later it is a new call");
    }

    async fn of_many_at_once_one_is_done(app: TestApp) {
        let sends = (0..5).map(|_| {
            let request = app.http.post(app.at(REGISTER)).header("content-type", "application/json");
            let request = request.header("idempotency-key", "one").body(carol().to_string());
            async { Answer::of(request.send().await.unwrap()).await }
        });
        let answers = futures::future::join_all(sends).await;
        let done: Vec<&Answer> = answers.iter().filter(|answer| answer.status == 202).collect();
        assert!(!done.is_empty() && done.iter().all(|answer| answer.body == done[0].body));
        for answer in answers.iter().filter(|answer| answer.status != 202) {
            is_problem(answer, 409, "under-way");
        }
        assert_eq!(mails(&app).await.len(), 1);
        assert_eq!(strangers_with(&app, REGISTER, &carol(), Some("one")).await.body, done[0].body);
    }

    async fn what_was_refused_gives_its_key_back(app: TestApp) {
        let weak = json!({"email": "carol@example.com", "password": "short"});
        is_problem(&strangers_with(&app, REGISTER, &weak, KEY).await, 422, "invalid");
        assert_eq!(strangers_with(&app, REGISTER, &carol(), KEY).await.status, 202);
        for odd in ["\"\"", "\"open", "a b", "\u{e9}"] {
            let request = app.http.post(app.at(REGISTER)).header("content-type", "application/json");
            let request = request.header("idempotency-key", odd.as_bytes()).body(carol().to_string());
            is_problem(&Answer::of(request.send().await.unwrap()).await, 400, "malformed");
        }
    }
}

in_each_setup! {
    async fn a_key_is_its_callers_own(app: TestApp) {
        let ada = Caller::ada(&app).await;
        let first = ada.posts(TOTP, &json!({}), KEY).await;
        app.ledger.must_not_show("the key of an app", &first.text("secret"));
        assert_eq!(ada.posts(TOTP, &json!({}), KEY).await.body, first.body);
        is_problem(&ada.posts(TOTP, &json!({"x": 1}), KEY).await, 422, "key-reused");
        // The same key at another address, and of another person: other calls.
        is_problem(&ada.posts(CODES, &json!({}), KEY).await, 409, "conflict");
        app.add_user(json!({"preferred_username": "bob", "password": app.user.password})).await;
        let mut browser = crate::support::Browser::new(&app);
        let page = browser.open("/sign-in").await;
        browser.submit(&page, &[("username", "bob"), ("password", app.user.password)]).await;
        let code = crate::support::AuthorizationRequest::default().open(&mut browser).await.code();
        let tokens = crate::support::AuthorizationRequest::default().exchange(&app, &code).await;
        let bob = Caller::with(&app, &tokens.text("access_token"));
        assert_ne!(bob.posts(TOTP, &json!({}), KEY).await.text("secret"), first.text("secret"));
    }

    async fn codes_that_were_shown_are_shown_again_to_who_asks_with_the_key(app: TestApp) {
        let ada = Caller::ada(&app).await;
        let (phone, _) = with_app(&app, &ada).await;
        let ada = with_code(&app, &phone).await;
        let first = ada.posts(CODES, &json!({}), KEY).await;
        let codes: Vec<String> = serde_json::from_value(first.json()["backup_codes"].clone()).unwrap();
        for code in &codes {
            app.ledger.must_not_show("a backup code", code);
        }
        assert_eq!(ada.posts(CODES, &json!({}), KEY).await.body, first.body);
        assert_eq!(app.count_events("mfa.backup_codes_made").await, 1);
        assert_ne!(ada.posts(CODES, &json!({}), None).await.body, first.body);
        app.travel(5 * 60);
        is_problem(&ada.posts(CODES, &json!({}), KEY).await, 401, "sign-in-again");
    }
}
