//! `/v1/auth/password/change`.

use reqwest::Method;
use serde_json::json;

use super::{Caller, is_problem, wrong_members};
use crate::support::{Browser, in_each_setup};

const PATH: &str = "/v1/auth/password/change";

in_each_setup! {
    async fn a_password_is_changed_and_every_broken_rule_is_named(app: TestApp) {
        let (ada, elsewhere) = (Caller::ada(&app).await, Caller::ada(&app).await);
        let change = async |current: &str, new: &str| {
            ada.sends(Method::POST, PATH, &json!({"current_password": current, "new_password": new}), None).await
        };
        let weak = change(app.user.password, "kurz").await;
        is_problem(&weak, 422, "invalid");
        for rule in ["too_short", "no_upper_case", "no_digit", "no_special_character"] {
            assert!(weak.body.contains(rule), "{rule}: {}", weak.body);
        }
        is_problem(&change("wrong", "Another-horse 42 battery").await, 403, "wrong-password");
        assert_eq!(app.count_events("login.failed").await, 1);
        let odd = ada.sends(Method::POST, PATH, &json!({"current_password": 1, "more": "x"}), None).await;
        is_problem(&odd, 422, "invalid");
        assert_eq!(wrong_members(&odd), ["current_password", "new_password", "more"]);
        assert_eq!(change(app.user.password, "Another-horse 42 battery").await.status, 204);
        assert_eq!(ada.get("/v1/users/me").await.status, 200, "this session stays");
        is_problem(&elsewhere.get("/v1/users/me").await, 401, "invalid-token");
        is_problem(&change(app.user.password, "Yet-another horse 43").await, 403, "wrong-password");
    }

    async fn the_cookie_of_the_session_counts_no_more_and_the_tokens_do(app: TestApp) {
        let mut browser = Browser::new(&app);
        let ada = Caller::at(&app, &mut browser).await;
        assert!(browser.open("/account").await.url.starts_with("/account"));
        let body = json!({"current_password": app.user.password, "new_password": "Another-horse 42 battery"});
        assert_eq!(ada.sends(Method::POST, PATH, &body, None).await.status, 204);
        assert_eq!(ada.get("/v1/users/me").await.status, 200);
        let page = browser.open("/account").await;
        assert!(page.answer.body.contains("id=\"login-form\""), "who has stolen the cookie is out: {}", page.answer.body);
    }

    async fn guesses_at_the_password_are_counted_like_those_of_a_sign_in(app: TestApp) {
        let ada = Caller::ada(&app).await;
        let body = json!({"current_password": "guess", "new_password": "Another-horse 42 battery"});
        let mut statuses = Vec::new();
        for _ in 0..7 {
            statuses.push(ada.sends(Method::POST, PATH, &body, None).await.status);
        }
        assert_eq!(statuses, [403, 403, 403, 403, 403, 429, 429]);
    }
}
