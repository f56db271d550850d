//! `/v1/auth/mfa/verify`: a challenge is of one application, for one person as they were, and no page's (MF-08, MF-24).

use serde_json::{Value, json};
use signet::admin::users;
use signet::model::user::UserStatus;

use super::login::MOBILE;
use super::{is_problem, login, with_mobile, wrong_members};
use crate::factors::phone::{Kit, STEP, half, has_session, kit, step_of};
use crate::support::app::Answer;
use crate::support::{AuthorizationRequest, Browser, TestApp, in_each_setup};

const OTHER: (&str, Option<&str>) = ("other", Some("other-secret-with-plenty-of-characters-0123456789"));

async fn challenge(app: &TestApp) -> String {
    let asked = login(app, &json!({"username": "ada", "password": app.user.password})).await;
    assert_eq!(asked.status, 202, "{}", asked.body);
    asked.text("challenge")
}

async fn verify(app: &TestApp, client: (&str, Option<&str>), challenge: &str, code: &str) -> Answer {
    call(app, client, &json!({"challenge": challenge, "method": "totp", "code": code})).await
}

async fn call(app: &TestApp, client: (&str, Option<&str>), body: &Value) -> Answer {
    let request = app.http.post(app.at("/v1/auth/mfa/verify")).basic_auth(client.0, client.1);
    let request = request.header("content-type", "application/json").body(body.to_string());
    Answer::of(request.send().await.unwrap()).await
}

async fn prepared(app: &TestApp) -> Kit {
    with_mobile(app).await;
    app.add_client(json!({
        "client_id": OTHER.0, "client_secret": OTHER.1, "first_party": true, "direct_login": true,
        "grant_types": ["authorization_code", "refresh_token"], "redirect_uris": ["https://other.test/cb"],
    }))
    .await;
    kit(app).await
}

in_each_setup! {
    async fn a_challenge_signs_in_once_in_its_own_application(app: TestApp) {
        let kit = prepared(&app).await;
        let challenge = challenge(&app).await;
        let code = kit.phone.code(&app);
        is_problem(&verify(&app, OTHER, &challenge, &code).await, 403, "wrong-second-factor");
        is_problem(&verify(&app, MOBILE, &format!("{challenge}x"), &code).await, 403, "wrong-second-factor");
        let signed = verify(&app, MOBILE, &challenge, &code).await;
        assert_eq!(signed.status, 200, "{}", signed.body);
        app.travel(STEP);
        is_problem(&verify(&app, MOBILE, &challenge, &kit.phone.code(&app)).await, 403, "wrong-second-factor");
        assert_eq!(app.count_events("mfa.verified").await, 1);
    }

    async fn a_challenge_is_no_step_of_a_page_nor_the_reverse(app: TestApp) {
        let kit = prepared(&app).await;
        let challenge = challenge(&app).await;
        let mut browser = Browser::new(&app);
        let page = half(&mut browser, &AuthorizationRequest::default()).await;
        let step = step_of(&page);
        is_problem(&verify(&app, MOBILE, &step, &kit.phone.code(&app)).await, 403, "wrong-second-factor");
        let (action, body) = Browser::form(&page, &[("code", &kit.phone.code(&app))]);
        let swapped = body.replace(&step, &challenge);
        let refused = browser.request(reqwest::Method::POST, &action, Some(swapped)).await;
        assert!(refused.parameter("code").is_none() && !has_session(&browser), "{}", refused.answer.body);
        assert_eq!(app.count_events("mfa.verified").await, 0);
        browser.submit(&page, &[("code", &kit.phone.code(&app))]).await.code();
    }

    async fn guesses_count_with_those_on_the_page_however_many_sign_ins_there_are(app: TestApp) {
        let kit = prepared(&app).await;
        for _ in 0..3 {
            let challenge = challenge(&app).await;
            is_problem(&verify(&app, MOBILE, &challenge, "000000").await, 403, "wrong-second-factor");
        }
        let mut browser = Browser::new(&app);
        let page = half(&mut browser, &AuthorizationRequest::default()).await;
        for _ in 0..2 {
            assert_eq!(browser.submit(&page, &[("code", "000000")]).await.answer.status, 400);
        }
        let challenge = challenge(&app).await;
        let limited = verify(&app, MOBILE, &challenge, &kit.phone.code(&app)).await;
        is_problem(&limited, 429, "slow-down");
        assert!(!limited.header("retry-after").is_empty());
        assert_eq!(browser.submit(&page, &[("code", &kit.phone.code(&app))]).await.answer.status, 429);
        assert_eq!(app.count_events("mfa.failed").await, 5);
    }

    async fn it_ends_with_the_account_and_after_ten_minutes(app: TestApp) {
        let kit = prepared(&app).await;
        let old = challenge(&app).await;
        app.travel(10 * 60);
        is_problem(&verify(&app, MOBILE, &old, &kit.phone.code(&app)).await, 403, "wrong-second-factor");
        let waiting = challenge(&app).await;
        for status in [UserStatus::Suspended, UserStatus::Active] {
            users::set_status(&app.office(), "ada", status).await.unwrap();
            is_problem(&verify(&app, MOBILE, &waiting, &kit.phone.code(&app)).await, 403, "wrong-second-factor");
        }
        let odd = call(&app, MOBILE, &json!({"challenge": waiting, "method": "passkey", "code": "1"})).await;
        is_problem(&odd, 422, "invalid");
        assert_eq!(wrong_members(&odd), ["method"]);
    }
}
