//! `mfa.required_roles`: people with such a role sign in with two factors, or set one up.

use signet::admin;

use super::phone::{Phone, codes_on};
use crate::support::app::Options;
use crate::support::authorization::claims_of;
use crate::support::{AuthorizationRequest, Browser, Setup, TestApp};

async fn app(setup: Setup) -> Option<TestApp> {
    let flags = vec![("mfa.required_roles", "admin".to_owned())];
    TestApp::with(setup, Options { flags, ..Options::default() }).await
}

async fn is_demanded(app: TestApp) {
    let request = AuthorizationRequest::default();
    let plain = claims_of(&request.tokens(&app).await.text("id_token"));
    assert_eq!(plain["acr"], "urn:signet:acr:single", "no such role, no demand");
    // A session that began before the role was granted is asked too.
    let mut browser = Browser::new(&app);
    request.signed_in(&mut browser).await.code();
    admin::users::grant_role(&app.office(), "ada", "admin").await.unwrap();
    let silent = request.clone().with("prompt", "none").open(&mut browser).await;
    silent.is_redirected_error(&app, "login_required");
    let page = request.open(&mut browser).await;
    assert!(page.answer.body.contains("id=\"totp-form\""), "{}", page.answer.body);
    let phone = Phone::reads(&page);
    let done = browser.submit(&page, &[("code", &phone.code(&app))]).await;
    assert_eq!(codes_on(&done).len(), 10);
    let back = browser.submit(&done, &[("action", "continue")]).await;
    let told = claims_of(&request.exchange(&app, &back.code()).await.text("id_token"));
    assert_eq!(told["acr"], "urn:signet:acr:multi");
}

/// Without a limit nothing is counted, and everything else is as ever.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_limit_that_is_off_is_off() {
    let flags = vec![("limits.second_factor", "off".to_owned())];
    let app = TestApp::with(Setup::Sqlite, Options { flags, ..Options::default() }).await.unwrap();
    let kit = super::phone::kit(&app).await;
    let mut browser = Browser::new(&app);
    let page = super::phone::half(&mut browser, &AuthorizationRequest::default()).await;
    for _ in 0..7 {
        assert_eq!(browser.submit(&page, &[("code", "000000")]).await.answer.status, 400);
    }
    browser.submit(&page, &[("code", &kit.phone.code(&app))]).await.code();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_role_a_second_factor_is_demanded_on_sqlite() {
    is_demanded(app(Setup::Sqlite).await.unwrap()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_role_a_second_factor_is_demanded_on_two_instances() {
    if let Some(app) = app(Setup::TwoInstances).await {
        is_demanded(app).await;
    }
}
