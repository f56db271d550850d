//! What ends with a change of the password is the operator's to say; a reset ends everything.

use serde_json::json;

use super::{PASSWORD, mail_to, options};
use crate::api::{Caller, is_problem};
use crate::factors::phone::at_home;
use crate::support::{Browser, Setup, TestApp};

async fn ending(what: &str) -> TestApp {
    let mut options = options();
    options.flags.push(("accounts.password_change_ends", what.to_owned()));
    TestApp::with(Setup::Sqlite, options).await.unwrap()
}

async fn is_signed_in(browser: &mut Browser<'_>) -> bool {
    !browser.open("/account").await.answer.body.contains("id=\"login-form\"")
}

async fn change(browser: &mut Browser<'_>, from: &str, to: &str) -> String {
    let page = browser.open("/change-password").await;
    let done = browser.submit(&page, &[("current", from), ("password", to)]).await;
    assert_eq!(done.answer.status, 200, "{}", done.answer.body);
    done.answer.body
}

async fn change_by_program(caller: &Caller<'_>, from: &str, to: &str) {
    let body = json!({"current_password": from, "new_password": to});
    assert_eq!(caller.posts("/v1/auth/password/change", &body, None).await.status, 204);
}

#[tokio::test(flavor = "multi_thread")]
async fn all_that_is_signed_in_ends_where_the_operator_says_so() {
    let app = ending("all").await;
    let (mut here, mut there) = (Browser::new(&app), Browser::new(&app));
    at_home(&mut here).await;
    at_home(&mut there).await;
    let elsewhere = Caller::ada(&app).await;
    let told = change(&mut here, app.user.password, PASSWORD).await;
    assert!(told.contains("id=\"reset-done\""), "{told}");
    assert!(!is_signed_in(&mut here).await && !is_signed_in(&mut there).await);
    is_problem(&elsewhere.get("/v1/users/me").await, 401, "invalid-token");
    app.travel(1);
    let page = here.open("/sign-in").await;
    here.submit(&page, &[("username", "ada"), ("password", PASSWORD)]).await;
    let caller = Caller::at_once(&app, &mut here).await;
    change_by_program(&caller, PASSWORD, "Kestrel-harbour-8").await;
    is_problem(&caller.get("/v1/users/me").await, 401, "invalid-token");
    assert!(!is_signed_in(&mut here).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_ends_where_the_operator_says_so_but_a_reset_ends_all() {
    let app = ending("none").await;
    let (mut here, mut there) = (Browser::new(&app), Browser::new(&app));
    at_home(&mut here).await;
    at_home(&mut there).await;
    let elsewhere = Caller::ada(&app).await;
    let told = change(&mut here, app.user.password, PASSWORD).await;
    assert!(!told.contains("you are signed out") && told.contains("Your password is changed"), "{told}");
    assert!(!mail_to(&app, "ada@example.com").await.text.contains("has ended"));
    app.travel(1);
    change_by_program(&elsewhere, PASSWORD, "Kestrel-harbour-8").await;
    assert!(is_signed_in(&mut here).await && is_signed_in(&mut there).await);
    assert_eq!(elsewhere.get("/v1/users/me").await.status, 200);
    app.travel(1);
    let mut forgetful = Browser::new(&app);
    let page = forgetful.open("/forgot").await;
    forgetful.submit(&page, &[("username", "ada")]).await;
    let page = forgetful.open(&mail_to(&app, "ada@example.com").await.link(&app, "/reset")).await;
    app.travel(1);
    forgetful.submit(&page, &[("password", PASSWORD)]).await;
    assert!(!is_signed_in(&mut here).await && !is_signed_in(&mut there).await);
    is_problem(&elsewhere.get("/v1/users/me").await, 401, "invalid-token");
    assert!(mail_to(&app, "ada@example.com").await.text.contains("has ended"));
}
