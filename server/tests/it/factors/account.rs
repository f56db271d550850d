//! The account's own pages: a fresh sign-in first, and what goes is gone (MF-12, MF-15).

use entity::{backup_code, mfa_totp, remembered_device};
use sea_orm::{EntityTrait as _, PaginatorTrait as _};
use signet::admin;

use super::phone::{at_home, is_second, set_up};
use crate::support::browser::Page;
use crate::support::{AuthorizationRequest, Browser, TestApp, in_each_setup};

async fn rows(app: &TestApp) -> [u64; 3] {
    let db = app.services.db.reader();
    [
        mfa_totp::Entity::find().count(db).await.unwrap(),
        backup_code::Entity::find().count(db).await.unwrap(),
        remembered_device::Entity::find().count(db).await.unwrap(),
    ]
}

/// Asks before the app is removed.
const REMOVE: &str = "/account/security/totp/remove";

#[track_caller]
fn asks_once_more(page: &Page) {
    assert!(page.answer.body.contains("id=\"login-form\""), "{} {}", page.url, page.answer.body);
    assert!(page.url.contains("/sign-in?again=%2Faccount%2Fsecurity"), "{}", page.url);
}

in_each_setup! {
    async fn nobody_who_is_not_signed_in_sees_anything(app: TestApp) {
        for path in ["/account/security", "/account/security/totp", "/account/security/totp.png"] {
            asks_once_more(&Browser::new(&app).open(path).await);
        }
        let mut browser = Browser::new(&app);
        let page = browser.open("/account/security").await;
        let back = browser.sign_in(&page).await;
        assert!(back.answer.body.contains("id=\"security\""), "and comes back: {}", back.answer.body);
    }

    async fn setting_up_takes_a_fresh_sign_in(app: TestApp) {
        let mut browser = Browser::new(&app);
        at_home(&mut browser).await;
        let page = browser.open("/account/security/totp").await;
        let phone = super::phone::Phone::reads(&page);
        app.travel(5 * 60 + 1);
        asks_once_more(&browser.open("/account/security/totp").await);
        asks_once_more(&browser.open("/account/security/totp.png").await);
        let late = browser.submit(&page, &[("code", &phone.code(&app))]).await;
        asks_once_more(&late);
        assert_eq!(rows(&app).await, [0, 0, 0]);
        let back = browser.sign_in(&late).await;
        assert!(back.answer.body.contains("id=\"totp-form\""), "{}", back.answer.body);
        let phone = super::phone::Phone::reads(&back);
        browser.submit(&back, &[("code", &phone.code(&app))]).await;
        assert_eq!(rows(&app).await, [1, 10, 0]);
    }

    async fn removing_takes_the_factor_itself(app: TestApp) {
        let mut browser = Browser::new(&app);
        let kit = set_up(&app, &mut browser).await;
        let old = browser.open(REMOVE).await;
        app.travel(10 * 60);
        asks_once_more(&browser.submit(&old, &[]).await);
        let refused = browser.open(REMOVE).await;
        asks_once_more(&refused);
        let page = browser.sign_in(&refused).await;
        is_second(&page);
        assert_eq!(rows(&app).await, [1, 10, 0], "the password alone removes nothing");
        let back = browser.submit(&page, &[("code", &kit.phone.code(&app))]).await;
        assert!(back.answer.body.contains("your password alone opens your account"), "{}", back.answer.body);
        assert_eq!(rows(&app).await, [1, 10, 0], "to be asked removes nothing");
        let done = browser.submit(&back, &[]).await;
        assert!(done.answer.body.contains("The authenticator app is removed"), "{}", done.answer.body);
        assert_eq!(rows(&app).await, [0, 0, 0]);
        assert_eq!(app.count_events("mfa.removed").await, 1);
        AuthorizationRequest::default().code(&app).await;
    }

    async fn who_has_a_second_factor_shows_it_before_the_password_changes(app: TestApp) {
        let mut browser = Browser::new(&app);
        let kit = set_up(&app, &mut browser).await;
        let page = browser.open("/change-password").await;
        assert!(page.answer.body.contains("id=\"password-form\""), "it was shown a moment ago: {}", page.answer.body);
        app.travel(5 * 60 + 1);
        let new = [("current", app.user.password), ("password", "Kestrel-harbour-9")];
        for asked in [browser.submit(&page, &new).await, browser.open("/change-password").await] {
            assert!(asked.url.contains("/sign-in?again=%2Fchange-password"), "{} {}", asked.url, asked.answer.body);
        }
        assert_eq!(app.count_events("password.changed").await, 0);
        let asked = browser.open("/change-password").await;
        let second = browser.sign_in(&asked).await;
        is_second(&second);
        let page = browser.submit(&second, &[("code", &kit.phone.code(&app))]).await;
        let done = browser.submit(&page, &new).await;
        assert!(done.answer.body.contains("id=\"done\""), "{}", done.answer.body);
    }

    async fn a_form_of_another_page_or_session_changes_nothing(app: TestApp) {
        let mut browser = Browser::new(&app);
        set_up(&app, &mut browser).await;
        let (_, others) = Browser::form(&browser.open("/account/security/codes").await, &[]);
        for body in ["", "csrf=x", &others] {
            let forged = browser.request(reqwest::Method::POST, REMOVE, Some(body.into())).await;
            assert_eq!(forged.answer.status, 403);
        }
        let page = browser.open(REMOVE).await;
        let (_, body) = Browser::form(&page, &[]);
        browser.cookies.retain(|name, _| !name.contains("signet-session"));
        at_home(&mut browser).await;
        let other = browser.request(reqwest::Method::POST, REMOVE, Some(body.clone())).await;
        asks_once_more(&other);
        assert_eq!(rows(&app).await, [1, 10, 0]);
        // What Ada was shown does nothing to Bob, who signs in to the same browser.
        let bob = serde_json::json!({"preferred_username": "bob", "password": app.user.password});
        app.add_user(bob).await;
        let page = browser.open("/sign-in").await;
        browser.submit(&page, &[("username", "bob"), ("password", app.user.password)]).await;
        let page = browser.open("/account/security/totp").await;
        let phone = super::phone::Phone::reads(&page);
        browser.submit(&page, &[("code", &phone.code(&app))]).await;
        assert_eq!(rows(&app).await, [2, 20, 0]);
        let shown_to_ada = browser.request(reqwest::Method::POST, REMOVE, Some(body)).await;
        assert_eq!((shown_to_ada.answer.status, rows(&app).await), (403, [2, 20, 0]));
    }

    async fn the_operator_helps_whoever_lost_everything(app: TestApp) {
        let mut browser = Browser::new(&app);
        set_up(&app, &mut browser).await;
        assert!(admin::users::reset_mfa(&app.office(), "ada").await.unwrap());
        assert!(!admin::users::reset_mfa(&app.office(), "ada").await.unwrap());
        assert_eq!(rows(&app).await, [0, 0, 0]);
        asks_once_more(&browser.open("/account/security").await);
        AuthorizationRequest::default().code(&app).await;
        assert_eq!(app.count_events("mfa.removed").await, 1);
    }

    async fn an_account_that_goes_takes_its_factors_along(app: TestApp) {
        set_up(&app, &mut Browser::new(&app)).await;
        admin::users::delete(&app.office(), "ada").await.unwrap();
        assert_eq!(rows(&app).await, [0, 0, 0]);
    }

    async fn the_picture_is_a_picture_and_nobody_keeps_it(app: TestApp) {
        let mut browser = Browser::new(&app);
        at_home(&mut browser).await;
        let page = browser.open("/account/security/totp").await;
        assert!(page.answer.body.contains("<svg class=\"qr\""), "{}", page.answer.body);
        let cookies: Vec<String> = browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let asked = app.http.get(app.at("/account/security/totp.png")).header("cookie", cookies.join("; "));
        let answer = asked.send().await.unwrap();
        assert_eq!(answer.headers()["content-type"], "image/png");
        assert_eq!(answer.headers()["cache-control"], "no-store");
        assert!(answer.bytes().await.unwrap().starts_with(b"\x89PNG\r\n\x1a\n"));
    }
}
