//! Every path on which a password is checked counts as one (security.md LG-028, US-005): the list stands in `authn::password`.

use serde_json::json;

use super::moving::{ask, at_page};
use super::{mail_to, with_mail};
use crate::api::{Caller, login, strangers, with_mobile};
use crate::support::browser::Page;
use crate::support::{AuthorizationRequest, Browser, TestApp};

const GUESS: &str = "Guess-of-mine-9";

/// The ways of whoever is not signed in: the status of a wrong guess on each.
async fn strangers_guess(app: &TestApp, way: usize, link: &str) -> u16 {
    let mut browser = Browser::new(app);
    let wrong = [("username", "ada"), ("password", GUESS)];
    match way {
        0 => {
            let page = browser.open("/sign-in").await;
            browser.submit(&page, &wrong).await.answer.status
        }
        1 => {
            let page = AuthorizationRequest::default().open(&mut browser).await;
            browser.submit(&page, &wrong).await.answer.status
        }
        2 => login(app, &json!({"username": "ADA@example.com", "password": GUESS})).await.status,
        3 => {
            let page = browser.open(link).await;
            browser.submit(&page, &[("password", GUESS)]).await.answer.status
        }
        _ => {
            let token = link.split_once("token=").unwrap().1;
            strangers(app, "/v1/auth/email/verify/confirm", &json!({"token": token, "password": GUESS}))
                .await
                .status
        }
    }
}

/// The ways of whoever is signed in.
async fn own_guess(browser: &mut Browser<'_>, caller: &Caller<'_>, way: usize) -> u16 {
    let submit = async |browser: &mut Browser<'_>, path: &str, fields: &[(&str, &str)]| {
        let page: Page = browser.open(path).await;
        browser.submit(&page, fields).await.answer.status
    };
    match way {
        0 => {
            submit(browser, "/change-password", &[("current", GUESS), ("password", "Another-horse 42")]).await
        }
        1 => {
            let body = json!({"current_password": GUESS, "new_password": "Another-horse 42"});
            caller.posts("/v1/auth/password/change", &body, None).await.status
        }
        2 => submit(browser, "/account/data/erase", &[("password", GUESS)]).await,
        3 => {
            submit(browser, "/sign-in?again=%2Faccount%2Femail", &[("username", "ada"), ("password", GUESS)])
                .await
        }
        _ => {
            let page = AuthorizationRequest::default().with("prompt", "login").open(browser).await;
            browser.submit(&page, &[("password", GUESS)]).await.answer.status
        }
    }
}

with_mail! {
    async fn whoever_is_not_signed_in_has_five_guesses_on_all_ways_together(app: TestApp) {
        with_mobile(&app).await;
        ask(&mut Browser::new(&app), "ada@example.org").await;
        let link = mail_to(&app, "ada@example.org").await.link(&app, "/verify/link");
        for way in 0..5 {
            let status = strangers_guess(&app, way, &link).await;
            assert!(matches!(status, 400 | 403), "{way}: {status}");
        }
        for way in 0..5 {
            assert_eq!(strangers_guess(&app, way, &link).await, 429, "{way}");
        }
        assert_eq!(app.count_events("login.rate_limited").await, 5, "each refusal has its event");
        // Redis counts by its own clock, which does not travel.
        if app.services.config.redis.url.is_some() {
            return;
        }
        // What was refused used up no try of the link.
        app.travel(15 * 60);
        let mut browser = Browser::new(&app);
        let page = browser.open(&link).await;
        browser.submit(&page, &[("password", app.user.password)]).await;
        assert_eq!(app.count_events("email.changed").await, 1);
    }

    async fn whoever_is_signed_in_has_five_guesses_on_all_ways_together(app: TestApp) {
        let mut browser = Browser::new(&app);
        at_page(&mut browser).await;
        let caller = Caller::at_once(&app, &mut browser).await;
        for way in 0..5 {
            let status = own_guess(&mut browser, &caller, way).await;
            assert!(matches!(status, 400 | 403), "{way}: {status}");
        }
        for way in 0..5 {
            assert_eq!(own_guess(&mut browser, &caller, way).await, 429, "{way}");
        }
    }
}
