//! Where a limit refuses, one event says so, on a page as over JSON.

use sea_orm::{ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _};
use serde_json::json;

use super::codes::{offer, send};
use super::{PASSWORD, register, with_mail};
use crate::api::{Caller, is_problem, login, strangers, with_mobile};
use crate::factors::phone::{half, kit};
use crate::support::{AuthorizationRequest, Browser, TestApp};

/// The events since, as kind and reason.
async fn events(app: &TestApp) -> Vec<(String, Option<String>)> {
    app.events().await
}

/// Asserts that one more event is there than `before`, and what it says.
async fn one_says(app: &TestApp, before: usize, kind: &str, reason: &str) {
    let all = events(app).await;
    let told = all.iter().filter(|(known, why)| known == kind && why.as_deref() == Some(reason)).count();
    assert_eq!((all.len(), told), (before + 1, 1), "{all:?}");
}

with_mail! {
    async fn too_many_accounts_from_one_source(app: TestApp) {
        for number in 0..5 {
            register(&mut Browser::new(&app), &format!("carol{number}@example.com"), PASSWORD).await;
        }
        let mut browser = Browser::new(&app);
        let page = browser.open("/register").await;
        let before = events(&app).await.len();
        let refused = browser.submit(&page, &[("email", "carol9@example.com"), ("password", PASSWORD)]).await;
        assert_eq!(refused.answer.status, 429);
        one_says(&app, before, "email.verification_requested", "limits.register was reached").await;
        let typed = entity::auth_event_personal::Column::Identifier.contains("carol9");
        let found = entity::auth_event_personal::Entity::find().filter(typed).count(app.services.db.reader()).await;
        assert_eq!(found.unwrap(), 0, "nothing would erase it with whoever has the address");
    }

    async fn too_many_mails_from_one_source(app: TestApp) {
        for _ in 0..30 {
            strangers(&app, "/v1/auth/password/reset", &json!({"username": "nobody"})).await;
        }
        let before = events(&app).await.len();
        let refused = strangers(&app, "/v1/auth/password/reset", &json!({"username": "nobody"})).await;
        is_problem(&refused, 429, "slow-down");
        one_says(&app, before, "password.reset_requested", "limits.ask was reached").await;
        let before = events(&app).await.len();
        let body = json!({"email": "nobody@example.com"});
        is_problem(&strangers(&app, "/v1/auth/email/verify", &body).await, 429, "slow-down");
        one_says(&app, before, "email.verification_requested", "limits.ask was reached").await;
    }

    async fn too_many_changes_of_an_address(app: TestApp) {
        let ada = Caller::ada(&app).await;
        for number in 0..4 {
            app.travel(1);
            let before = events(&app).await.len();
            let body = json!({"email": format!("ada{number}@example.org")});
            let asked = ada.posts("/v1/users/me/email", &body, None).await;
            if number < 3 {
                assert_eq!(asked.status, 202, "{}", asked.body);
            } else {
                is_problem(&asked, 429, "slow-down");
                one_says(&app, before, "email.change_requested", "limits.mail was reached").await;
            }
        }
    }

    async fn too_many_codes_by_mail(app: TestApp) {
        kit(&app).await;
        let mut browser = Browser::new(&app);
        let page = half(&mut browser, &AuthorizationRequest::default()).await;
        let page = offer(&mut browser, &page).await;
        for asked in 0..4 {
            let before = events(&app).await.len();
            let sent = send(&mut browser, &page).await;
            if asked < 3 {
                assert_eq!(sent.answer.status, 200, "{}", sent.answer.body);
            } else {
                assert_eq!(sent.answer.status, 429);
                one_says(&app, before, "login.rate_limited", "too many codes by mail").await;
            }
        }
    }

    /// Whoever has shown the first factor is told how the limit of the second stands, as one who is signed in is.
    async fn a_half_sign_in_over_json_is_told_how_its_limit_stands(app: TestApp) {
        with_mobile(&app).await;
        kit(&app).await;
        let asked = login(&app, &json!({"username": "ada", "password": app.user.password})).await;
        assert_eq!(asked.status, 202, "{}", asked.body);
        let body = json!({"challenge": asked.text("challenge"), "method": "totp", "code": "000000"});
        for left in (0..5).rev() {
            let wrong = crate::api::as_mobile(&app, "/v1/auth/mfa/verify", &body).await;
            is_problem(&wrong, 403, "wrong-second-factor");
            assert_eq!(wrong.header("ratelimit-policy"), "\"second_factor\";q=5;w=900");
            let told = wrong.header("ratelimit");
            assert!(told.starts_with(&format!("\"second_factor\";r={left};t=")), "{told}");
        }
        let before = events(&app).await.len();
        let limited = crate::api::as_mobile(&app, "/v1/auth/mfa/verify", &body).await;
        is_problem(&limited, 429, "slow-down");
        assert!(limited.header("ratelimit").starts_with("\"second_factor\";r=0;t="), "{}", limited.header("ratelimit"));
        one_says(&app, before, "login.rate_limited", "too many wrong second factors").await;
    }
}
