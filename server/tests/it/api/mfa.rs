//! `/v1/users/me/mfa`: authenticator apps and backup codes.

use reqwest::Method;
use serde_json::json;

use super::{Caller, is_problem, wrong_members};
use crate::factors::phone::{Phone, STEP, half};
use crate::support::{AuthorizationRequest, Browser, TestApp, in_each_setup};

pub const MFA: &str = "/v1/users/me/mfa";
const TOTP: &str = "/v1/users/me/mfa/totp";
const CONFIRM: &str = "/v1/users/me/mfa/totp/confirm";
const CODES: &str = "/v1/users/me/mfa/backup-codes";

/// Sets an app up, and answers with the phone and the codes.
pub async fn with_app(app: &TestApp, ada: &Caller<'_>) -> (Phone, Vec<String>) {
    let begun = ada.posts(TOTP, &json!({}), None).await;
    assert_eq!(begun.status, 201, "{}", begun.body);
    app.ledger.must_not_show("the key of an app", &begun.text("secret"));
    let phone = Phone::of(&begun.text("secret"));
    let confirmed = ada.posts(CONFIRM, &json!({"code": phone.code(app)}), None).await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.body);
    let codes = confirmed.json()["backup_codes"].as_array().unwrap().clone();
    app.travel(STEP);
    (phone, codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect())
}

/// Ada, who signs in with the second factor.
pub async fn with_code<'a>(app: &'a TestApp, phone: &Phone) -> Caller<'a> {
    let mut browser = Browser::new(app);
    let page = half(&mut browser, &AuthorizationRequest::default()).await;
    let code = browser.submit(&page, &[("code", &phone.code(app))]).await.code();
    app.travel(STEP);
    Caller::with(app, &AuthorizationRequest::default().exchange(app, &code).await.text("access_token"))
}

in_each_setup! {
    async fn an_app_is_set_up_shown_and_removed(app: TestApp) {
        let ada = Caller::ada(&app).await;
        let nothing = ada.get(MFA).await.json();
        assert_eq!(nothing, json!({"enabled": false, "totp": null, "passkeys": [], "backup_codes": 0, "devices": []}));
        let begun = ada.posts(TOTP, &json!({}), None).await;
        let told = begun.json();
        let uri = begun.text("otpauth_uri");
        assert!(uri.starts_with("otpauth://totp/Signet:ada?secret=") && uri.contains(&begun.text("secret")), "{uri}");
        assert!(begun.text("qr_svg").starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
        assert!(begun.text("qr_png").starts_with("data:image/png;base64,iVBOR"));
        assert_eq!((begun.status, &told["expires_in"], begun.header("cache-control")), (201, &600.into(), "no-store"));
        assert_eq!(ada.posts(TOTP, &json!({}), None).await.text("secret"), begun.text("secret"), "one waits");
        is_problem(&ada.posts(CONFIRM, &json!({"code": "000000"}), None).await, 403, "wrong-second-factor");
        let (phone, codes) = with_app(&app, &ada).await;
        assert_eq!(codes.len(), 10);
        let seen = ada.get(MFA).await.json();
        assert_eq!((&seen["enabled"], &seen["backup_codes"]), (&true.into(), &10.into()));
        assert!(seen["totp"]["confirmed_at"].is_string());
        // The sign-in showed one factor, of two that there are now.
        for (method, path) in [(Method::POST, TOTP), (Method::DELETE, TOTP), (Method::POST, CODES)] {
            is_problem(&ada.sends(method, path, &json!({}), None).await, 401, "sign-in-again");
        }
        let ada = with_code(&app, &phone).await;
        is_problem(&ada.posts(TOTP, &json!({}), None).await, 409, "conflict");
        is_problem(&ada.posts(CONFIRM, &json!({"code": "000000"}), None).await, 409, "conflict");
        assert_eq!(ada.asks(Method::DELETE, TOTP).await.status, 204);
        assert_eq!(ada.get(MFA).await.json(), nothing, "the codes went with it");
        is_problem(&ada.asks(Method::DELETE, TOTP).await, 404, "not-found");
        for (event, count) in [("mfa.enrolled", 1), ("mfa.failed", 1), ("mfa.removed", 1)] {
            assert_eq!(app.count_events(event).await, count, "{event}");
        }
    }

    async fn what_changes_factors_takes_a_fresh_sign_in(app: TestApp) {
        let ada = Caller::ada(&app).await;
        app.travel(5 * 60 + 1);
        for (method, path) in [
            (Method::POST, TOTP),
            (Method::POST, CONFIRM),
            (Method::DELETE, TOTP),
            (Method::POST, CODES),
            (Method::POST, "/v1/users/me/mfa/passkeys"),
            (Method::POST, "/v1/users/me/mfa/passkeys/options"),
            (Method::PATCH, "/v1/users/me/mfa/passkeys/AAAA"),
            (Method::DELETE, "/v1/users/me/mfa/passkeys/AAAA"),
        ] {
            let refused = ada.sends(method, path, &json!({}), None).await;
            is_problem(&refused, 401, "sign-in-again");
            assert!(refused.header("www-authenticate").contains("insufficient_user_authentication"), "{path}");
        }
        assert_eq!(ada.get(MFA).await.status, 200);
        assert_eq!(ada.asks(Method::DELETE, "/v1/users/me/mfa/devices").await.status, 204);
    }

    async fn codes_are_made_anew_and_stand_in_for_a_factor(app: TestApp) {
        let ada = Caller::ada(&app).await;
        is_problem(&ada.posts(CODES, &json!({}), None).await, 409, "conflict");
        let (phone, first) = with_app(&app, &ada).await;
        let ada = with_code(&app, &phone).await;
        let renewed = ada.posts(CODES, &json!({}), None).await;
        assert_eq!(renewed.status, 201, "{}", renewed.body);
        let second: Vec<String> = serde_json::from_value(renewed.json()["backup_codes"].clone()).unwrap();
        assert!(second.len() == 10 && second.iter().all(|code| !first.contains(code)));
        for code in first.iter().chain(&second) {
            app.ledger.must_not_show("a backup code", code);
        }
        assert_eq!(app.count_events("mfa.backup_codes_made").await, 1);
        is_problem(&ada.posts(CODES, &json!({"more": 1}), None).await, 422, "invalid");
    }

    async fn a_first_code_counts_once_and_guesses_are_counted(app: TestApp) {
        let ada = Caller::ada(&app).await;
        is_problem(&ada.posts(CONFIRM, &json!({"code": "123456"}), None).await, 404, "not-found");
        let odd = ada.posts(CONFIRM, &json!({"code": 123_456, "more": "x"}), None).await;
        is_problem(&odd, 422, "invalid");
        assert_eq!(wrong_members(&odd), ["code", "more"]);
        let phone = Phone::of(&ada.posts(TOTP, &json!({}), None).await.text("secret"));
        let body = json!({"code": phone.code(&app)});
        let sends = (0..5).map(|_| ada.posts(CONFIRM, &body, None));
        let statuses: Vec<u16> = futures::future::join_all(sends).await.into_iter().map(|answer| answer.status).collect();
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
        assert_eq!(app.count_events("mfa.enrolled").await, 1);
    }

    async fn wrong_first_codes_are_limited(app: TestApp) {
        let ada = Caller::ada(&app).await;
        ada.posts(TOTP, &json!({}), None).await;
        for left in (0..5).rev() {
            let wrong = ada.posts(CONFIRM, &json!({"code": "000000"}), None).await;
            is_problem(&wrong, 403, "wrong-second-factor");
            assert_eq!(wrong.header("ratelimit-policy"), "\"second_factor\";q=5;w=900");
            assert!(wrong.header("ratelimit").starts_with(&format!("\"second_factor\";r={left};t=")));
        }
        let limited = ada.posts(CONFIRM, &json!({"code": "000000"}), None).await;
        is_problem(&limited, 429, "slow-down");
        assert!(limited.header("ratelimit").starts_with("\"second_factor\";r=0;t="), "{}", limited.header("ratelimit"));
        let wait: i64 = limited.header("retry-after").parse().unwrap();
        assert!((1..=900).contains(&wait));
    }
}
