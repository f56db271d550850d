//! The score of a sign-in, what it is told by, and what it leads to.

use super::{
    LONDON, NOWHERE, PARIS, SYDNEY, app_with, browser_at, events, is_asked_for_second, score, try_as_ada,
    visit,
};
use crate::accounts::mails;
use crate::factors::phone;
use crate::support::TestApp;

/// Hours go by.
fn wait(app: &TestApp, hours: i64) {
    app.travel(hours * 3600);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_usual_scores_nothing_and_each_surprise_its_points() {
    let app = app_with(&[]).await;
    let mut owner = browser_at(&app, LONDON);
    visit(&mut owner).await;
    assert_eq!(score(&app).await, 0, "the first sign-in of all is no surprise");
    visit(&mut owner).await;
    assert_eq!(score(&app).await, 0);
    // Another browser at home.
    visit(&mut browser_at(&app, LONDON)).await;
    assert_eq!(score(&app).await, 30);
    // The same browser, where nobody can be told to be.
    owner.headers[0].1 = NOWHERE.to_owned();
    visit(&mut owner).await;
    assert_eq!(score(&app).await, 0);
    // By train to Paris.
    wait(&app, 3);
    owner.headers[0].1 = PARIS.to_owned();
    visit(&mut owner).await;
    assert_eq!(score(&app).await, 30);
    visit(&mut owner).await;
    assert_eq!(score(&app).await, 0, "the country is known by now");
    // An hour later in Sydney.
    wait(&app, 1);
    owner.headers[0].1 = SYDNEY.to_owned();
    visit(&mut owner).await;
    assert_eq!(score(&app).await, 70);
    // Somebody guesses, and then knows.
    for _ in 0..3 {
        try_as_ada(&mut browser_at(&app, SYDNEY), "guess").await;
    }
    visit(&mut browser_at(&app, SYDNEY)).await;
    assert_eq!(score(&app).await, 30 + 3 * 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_remembered_device_is_asked_for_the_second_factor_where_it_is_too_far_away() {
    let app = app_with(&[]).await;
    let kit = phone::set_up(&app, &mut browser_at(&app, LONDON)).await;
    let mut owner = browser_at(&app, LONDON);
    let page = phone::half(&mut owner, &crate::support::AuthorizationRequest::default()).await;
    owner.submit(&page, &[("code", &kit.phone.code(&app)), ("remember", "1")]).await.code();
    owner.cookies.retain(|name, _| !name.contains("signet-session"));
    assert!(!is_asked_for_second(&mut owner).await, "at home");
    owner.cookies.retain(|name, _| !name.contains("signet-session"));
    wait(&app, 1);
    owner.headers[0].1 = SYDNEY.to_owned();
    assert!(is_asked_for_second(&mut owner).await, "an hour later in Sydney");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_no_factor_shows_that_they_read_their_mail_where_that_is_offered() {
    for (offered, is_asked) in [("false", false), ("true", true)] {
        let app = app_with(&[("mfa.email_code", offered)]).await;
        visit(&mut browser_at(&app, LONDON)).await;
        wait(&app, 24);
        let mut elsewhere = browser_at(&app, PARIS);
        let page = crate::support::AuthorizationRequest::default().signed_in(&mut elsewhere).await;
        assert_eq!(page.parameter("code").is_none(), is_asked, "{}", page.answer.body);
        if is_asked {
            app.travel(1);
            let page = elsewhere.submit(&page, &[("action", "send")]).await;
            let mail = crate::accounts::mail_to(&app, "ada@example.com").await;
            elsewhere.submit(&page, &[("code", &mail.code())]).await.code();
            assert_eq!(score(&app).await, 60);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_was_remembered_before_there_was_a_factor_is_asked_for_it() {
    let app = app_with(&[("mfa.email_code", "true")]).await;
    visit(&mut browser_at(&app, LONDON)).await;
    wait(&app, 24);
    let mut thief = browser_at(&app, PARIS);
    let page = crate::support::AuthorizationRequest::default().signed_in(&mut thief).await;
    app.travel(1);
    let page = thief.submit(&page, &[("action", "send")]).await;
    let mail = crate::accounts::mail_to(&app, "ada@example.com").await;
    thief.submit(&page, &[("code", &mail.code()), ("remember", "1")]).await.code();
    thief.cookies.retain(|name, _| !name.contains("signet-session"));
    wait(&app, 24);
    phone::set_up(&app, &mut browser_at(&app, LONDON)).await;
    assert!(is_asked_for_second(&mut thief).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn beyond_the_limit_nobody_is_let_in_and_nobody_is_told_why() {
    let app = app_with(&[("risk.refuse", "90")]).await;
    let mut owner = browser_at(&app, LONDON);
    visit(&mut owner).await;
    wait(&app, 1);
    let mut thief = browser_at(&app, SYDNEY);
    let wrong = try_as_ada(&mut browser_at(&app, SYDNEY), "guess").await;
    let refused = try_as_ada(&mut thief, app.user.password).await;
    assert_eq!((wrong.answer.status, refused.answer.status), (400, 400));
    let shown = |page: &crate::support::browser::Page| {
        let (_, after) = page.answer.body.split_once("id=\"login-form\"").unwrap();
        after.split_once("<input").unwrap().0.to_owned()
    };
    assert_eq!(shown(&wrong), shown(&refused), "as with a wrong password");
    let failed = events(&app, "login.failed").await;
    assert_eq!(failed[0].event.reason.as_deref(), Some("the sign-in is too unusual"));
    assert_eq!(failed[0].event.risk, Some(100));
    assert_eq!(events(&app, "login.success").await.len(), 1);
    visit(&mut owner).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_device_is_told_by_mail_to_a_proven_address_once() {
    let app = app_with(&[]).await;
    let mut first = browser_at(&app, LONDON);
    visit(&mut first).await;
    assert!(mails(&app).await.is_empty(), "nobody is told of their first sign-in");
    let mut second = browser_at(&app, PARIS);
    visit(&mut second).await;
    let told = mails(&app).await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!((told[0].letter.as_str(), told[0].recipient.as_str()), ("new_device", "ada@example.com"));
    assert!(told[0].text.contains("82.0.0.7 (FR)"), "{}", told[0].text);
    assert!(told[0].text.contains("/change-password"), "{}", told[0].text);
    visit(&mut second).await;
    visit(&mut first).await;
    assert_eq!(mails(&app).await.len(), 1, "known devices are no news");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_letter_can_be_switched_off_and_goes_to_no_address_that_is_not_proven() {
    let app = app_with(&[("risk.notice", "false")]).await;
    for _ in 0..2 {
        visit(&mut browser_at(&app, LONDON)).await;
    }
    assert!(mails(&app).await.is_empty());
    let app = app_with(&[]).await;
    let user = serde_json::json!({
        "preferred_username": "grace", "email": "grace@example.com", "password": "Kestrel-harbour-9",
    });
    app.add_user(user).await;
    for _ in 0..2 {
        let mut browser = browser_at(&app, LONDON);
        let page = browser.open("/sign-in").await;
        browser.submit(&page, &[("username", "grace"), ("password", "Kestrel-harbour-9")]).await;
        assert!(browser.cookies.keys().any(|name| name.contains("signet-session")));
    }
    assert!(mails(&app).await.is_empty());
}
