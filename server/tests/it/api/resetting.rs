//! `/v1/auth/password/reset`.

use serde_json::{Value, json};

use super::{Caller, is_problem, strangers, wrong_members};
use crate::accounts::{PASSWORD, mail_to, mails, with_mail};
use crate::support::TestApp;
use crate::support::app::Answer;

const ASK: &str = "/v1/auth/password/reset";
const CONFIRM: &str = "/v1/auth/password/reset/confirm";

async fn ask(app: &TestApp, name: &str) -> Answer {
    strangers(app, ASK, &json!({ "username": name })).await
}

/// The token in the newest mail to Ada.
async fn token(app: &TestApp) -> String {
    let link = mail_to(app, "ada@example.com").await.link(app, "/reset");
    link.split_once("token=").unwrap().1.to_owned()
}

async fn confirm(app: &TestApp, token: &str, password: &str) -> Answer {
    strangers(app, CONFIRM, &json!({"token": token, "new_password": password})).await
}

with_mail! {
    async fn a_link_sets_a_password_once_and_everything_that_was_signed_in_ends(app: TestApp) {
        let ada = Caller::ada(&app).await;
        assert_eq!(ask(&app, "ADA").await.status, 202);
        let token = token(&app).await;
        let weak = confirm(&app, &token, "short").await;
        is_problem(&weak, 422, "invalid");
        assert!(weak.body.contains("too_short") && wrong_members(&weak).iter().all(|member| member == "new_password"));
        assert_eq!(confirm(&app, &token, PASSWORD).await.status, 204);
        is_problem(&confirm(&app, &token, "Kestrel-harbour-8").await, 403, "over");
        is_problem(&ada.get("/v1/users/me").await, 401, "invalid-token");
        assert_eq!(mail_to(&app, "ada@example.com").await.letter, "password_changed");
        assert_eq!((app.count_events("password.reset_requested").await, app.count_events("password.changed").await), (1, 1));
    }

    async fn nobody_learns_who_has_an_account(app: TestApp) {
        app.add_user(json!({"preferred_username": "frank", "email": "frank@example.com", "password": "right horse battery"})).await;
        app.add_user(json!({"preferred_username": "carol", "email": "carol@example.com", "email_verified": true})).await;
        app.add_user(json!({"preferred_username": "dave", "email": "dave@example.com", "email_verified": true, "password": "right horse battery"})).await;
        signet::admin::users::set_status(&app.office(), "dave", signet::model::user::UserStatus::Deactivated).await.unwrap();
        let mut told = Vec::new();
        for name in ["ada@example.com", "ada", "nobody@example.com", "frank@example.com", "ada@example.c\u{f3}m", "carol", "dave"] {
            let asked = ask(&app, name).await;
            told.push((asked.head(), asked.body));
        }
        assert!(told.windows(2).all(|pair| pair[0] == pair[1]), "{told:?}");
        assert!(mails(&app).await.iter().all(|mail| mail.recipient == "ada@example.com"));
        assert_eq!(app.count_events("password.reset_requested").await, 7);
    }

    async fn of_two_new_passwords_at_once_one_is_set(app: TestApp) {
        ask(&app, "ada").await;
        let token = token(&app).await;
        let (one, two) = tokio::join!(confirm(&app, &token, "Kestrel-harbour-1"), confirm(&app, &token, "Kestrel-harbour-2"));
        let mut statuses = [one.status, two.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [204, 403], "{} {}", one.body, two.body);
        assert_eq!(app.count_events("password.changed").await, 1);
    }

    async fn an_account_gets_three_mails_an_hour_and_a_source_is_told_to_wait(app: TestApp) {
        for asked in 0..31 {
            let answer = ask(&app, if asked % 2 == 0 { "ada" } else { "ADA@example.com" }).await;
            assert_eq!(answer.status, if asked < 30 { 202 } else { 429 }, "{asked}");
            assert!(!answer.header("ratelimit").contains("reset"), "what others asked for the account is not told");
        }
        assert_eq!(mails(&app).await.len(), 3);
    }

    async fn what_is_wrong_is_named(app: TestApp) {
        for (path, body) in [(ASK, json!({})), (ASK, json!({"username": " "})), (CONFIRM, json!({"token": "x"})), (CONFIRM, Value::Object(serde_json::Map::new()))] {
            is_problem(&strangers(&app, path, &body).await, 422, "invalid");
        }
        for token in ["", "x", &"x".repeat(66)] {
            is_problem(&confirm(&app, token, PASSWORD).await, 403, "over");
        }
    }
}
