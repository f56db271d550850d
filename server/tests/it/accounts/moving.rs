//! Another address (security.md RS-05, RS-07, RS-18, US-004, US-014): proven before it counts, told where it led before, and
//! silent about others.

use sea_orm::{EntityTrait as _, PaginatorTrait as _};
use serde_json::json;

use super::{PASSWORD, mail_to, mails, register, with_mail, without_chance};
use crate::api::{Caller, is_problem, wrong_members};
use crate::support::browser::Page;
use crate::support::{AuthorizationRequest, Browser, TestApp};

const NEW: &str = "ada@example.org";

/// Ada, at the page that asks for another address.
pub async fn at_page(browser: &mut Browser<'_>) -> Page {
    let page = browser.open("/account/email").await;
    if page.answer.body.contains("id=\"login-form\"") { browser.sign_in(&page).await } else { page }
}

/// Asks for another address, up to the page that wants the code.
pub async fn ask(browser: &mut Browser<'_>, address: &str) -> Page {
    // Ids of one moment are in no order.
    browser.app.travel(1);
    let page = at_page(browser).await;
    assert!(page.answer.body.contains("id=\"email-form\""), "{}", page.answer.body);
    browser.submit(&page, &[("email", address)]).await
}

pub async fn address_of(app: &TestApp) -> (Option<String>, bool) {
    let user = signet::store::users::find_by_name(app.services.db.reader(), "ada").await.unwrap().unwrap();
    (user.email, user.email_verified)
}

pub async fn sign_in(app: &TestApp, name: &str) -> u16 {
    let mut browser = Browser::new(app);
    let page = browser.open("/sign-in").await;
    browser.submit(&page, &[("username", name), ("password", app.user.password)]).await.answer.status
}

#[track_caller]
pub fn is_over(page: &Page) {
    assert!(
        page.answer.status == 400 && page.answer.body.contains("id=\"link-over\""),
        "{}",
        page.answer.body
    );
}

with_mail! {
    async fn an_address_changes_once_the_new_one_is_proven_and_the_old_one_is_told(app: TestApp) {
        let mut browser = Browser::new(&app);
        let page = ask(&mut browser, " Ada@Example.org ").await;
        assert!(page.url.starts_with("/verify?ticket=") && page.answer.body.contains("Ada@Example.org"), "{}", page.answer.body);
        assert_eq!(address_of(&app).await, (Some("ada@example.com".to_owned()), true), "the old one stays");
        assert_eq!(mail_to(&app, "ada@example.com").await.letter, "address_changing");
        let mail = mail_to(&app, "Ada@Example.org").await;
        assert_eq!((mail.letter.as_str(), mail.subject.as_str()), ("confirm_change", "Confirm your new address for Signet"));
        app.travel(1);
        let done = browser.submit(&page, &[("code", &mail.code())]).await;
        assert!(done.url.starts_with("/account/profile") && done.answer.body.contains("Your address is changed"), "{}", done.answer.body);
        assert!(done.answer.body.contains("Ada@Example.org"));
        assert_eq!(address_of(&app).await, (Some("Ada@Example.org".to_owned()), true));
        assert_eq!(mail_to(&app, "ada@example.com").await.letter, "address_changed");
        assert_eq!([sign_in(&app, NEW).await, sign_in(&app, "ada").await, sign_in(&app, "ada@example.com").await], [200, 200, 400]);
        for event in ["email.change_requested", "email.changed"] {
            assert_eq!(app.count_events(event).await, 1, "{event}");
        }
        is_over(&Browser::new(&app).open(&mail.link(&app, "/verify/link")).await);
        let told = app.userinfo(&AuthorizationRequest::default().tokens(&app).await.text("access_token")).await.json();
        assert_eq!((&told["email"], &told["email_verified"]), (&json!("Ada@Example.org"), &json!(true)));
    }

    /// Whoever asked with a stolen cookie, and was thrown out, has the mailbox and not the password.
    async fn once_the_session_has_ended_the_proof_takes_the_password(app: TestApp) {
        let mut browser = Browser::new(&app);
        let page = ask(&mut browser, NEW).await;
        let out = browser.open("/logout").await;
        browser.submit(&out, &[("action", "yes")]).await;
        let mail = mail_to(&app, NEW).await;
        let refused = browser.submit(&page, &[("code", &mail.code())]).await;
        assert_eq!((refused.answer.status, address_of(&app).await.0.as_deref()), (400, Some("ada@example.com")));
        let page = browser.open(&mail.link(&app, "/verify/link")).await;
        assert!(page.answer.body.contains("id=\"password\""), "{}", page.answer.body);
        assert_eq!(browser.submit(&page, &[]).await.answer.status, 400);
        browser.submit(&page, &[("password", app.user.password)]).await;
        assert_eq!(address_of(&app).await.0.as_deref(), Some(NEW));
    }

    async fn what_was_asked_for_goes_with_the_account(app: TestApp) {
        let kept = async || entity::kept_record::Entity::find().count(app.services.db.reader()).await.unwrap();
        let mut browser = Browser::new(&app);
        at_page(&mut browser).await;
        let before = kept().await;
        ask(&mut browser, NEW).await;
        assert_eq!(kept().await, before + 2, "the record, and which one counts");
        let link = mail_to(&app, NEW).await.link(&app, "/verify/link");
        browser.agree("/account/data/erase", &[("password", app.user.password)]).await;
        assert_eq!(kept().await, before);
        is_over(&Browser::new(&app).open(&link).await);
    }

    async fn a_link_uses_nothing_up_and_elsewhere_asks_for_the_password(app: TestApp) {
        let mut browser = Browser::new(&app);
        ask(&mut browser, NEW).await;
        let link = mail_to(&app, NEW).await.link(&app, "/verify/link");
        for method in [reqwest::Method::GET, reqwest::Method::HEAD].into_iter().cycle().take(10) {
            assert_eq!(app.http.request(method, app.at(&link)).send().await.unwrap().status().as_u16(), 200);
        }
        let mut phone = Browser::new(&app);
        let page = phone.open(&link).await;
        let wrong = phone.submit(&page, &[("password", "guess")]).await;
        assert!(wrong.answer.body.contains("id=\"password-wrong\""), "{}", wrong.answer.body);
        let seen = browser.open("/account/activity").await;
        assert!(seen.answer.body.contains("Your address could not be confirmed"), "whose password it is learns of the guess");
        let done = phone.submit(&page, &[("password", app.user.password)]).await;
        assert!(done.answer.body.contains("id=\"login-form\""), "nobody is signed in by it: {}", done.answer.body);
        assert_eq!(address_of(&app).await.0.as_deref(), Some(NEW));
        is_over(&phone.open(&link).await);
    }

    async fn only_who_has_just_signed_in_may_ask(app: TestApp) {
        let mut browser = Browser::new(&app);
        let page = at_page(&mut browser).await;
        app.travel(5 * 60 + 1);
        let late = browser.submit(&page, &[("email", NEW)]).await;
        assert!(late.url.contains("/sign-in?again=%2Faccount%2Femail"), "{}", late.url);
        assert!(browser.open("/account/email").await.answer.body.contains("id=\"login-form\""));
        assert!(mails(&app).await.is_empty());
        let back = browser.sign_in(&late).await;
        assert!(back.answer.body.contains("id=\"email-form\""), "{}", back.answer.body);
    }

    async fn nobody_learns_whose_an_address_is_but_its_owner(app: TestApp) {
        app.add_user(json!({"email": "bob@example.com", "preferred_username": "bob", "password": "right horse battery"})).await;
        let mut browser = Browser::new(&app);
        let free = ask(&mut browser, "free@example.com").await;
        let taken = ask(&mut browser, "BOB@example.com").await;
        assert_eq!(without_chance(&free, "free@example.com"), without_chance(&taken, "BOB@example.com"));
        assert_eq!(mail_to(&app, "bob@example.com").await.letter, "address_taken");
        let refused = browser.submit(&taken, &[("code", "12345678")]).await;
        assert!(refused.answer.body.contains("id=\"code-wrong\""), "{}", refused.answer.body);
        let again = ask(&mut browser, "bob@example.com").await;
        let wrong = browser.submit(&again, &[("code", "1")]).await;
        assert!(wrong.answer.body.contains("id=\"code-wrong\""), "{}", wrong.answer.body);
        assert_eq!(address_of(&app).await.0.as_deref(), Some("ada@example.com"));
        // Neither do the person's own events say it.
        let events = Caller::ada(&app).await.get("/v1/users/me/events").await;
        assert!(!events.body.contains("account"), "{}", events.body);
    }

    async fn who_is_quicker_with_the_address_has_it(app: TestApp) {
        let mut browser = Browser::new(&app);
        let page = ask(&mut browser, NEW).await;
        let code = mail_to(&app, NEW).await.code();
        let mut carol = Browser::new(&app);
        let proof = register(&mut carol, NEW, PASSWORD).await;
        carol.submit(&proof, &[("code", &mail_to(&app, NEW).await.code())]).await;
        is_over(&browser.submit(&page, &[("code", &code)]).await);
        assert_eq!(address_of(&app).await.0.as_deref(), Some("ada@example.com"));
    }

    async fn what_changes_the_account_meanwhile_ends_it_and_so_does_a_newer_one(app: TestApp) {
        let mut browser = Browser::new(&app);
        let older = ask(&mut browser, NEW).await;
        let mail = mail_to(&app, NEW).await;
        let newer = ask(&mut browser, "ada@example.net").await;
        is_over(&browser.submit(&older, &[("code", &mail.code())]).await);
        is_over(&browser.open(&mail.link(&app, "/verify/link")).await);
        let mail = mail_to(&app, "ada@example.net").await;
        let page = browser.open("/change-password").await;
        browser.submit(&page, &[("current", app.user.password), ("password", PASSWORD)]).await;
        is_over(&browser.submit(&newer, &[("code", &mail.code())]).await);
        assert_eq!(address_of(&app).await.0.as_deref(), Some("ada@example.com"));
    }

    async fn a_link_that_resets_the_password_ends_with_the_address(app: TestApp) {
        let mut stranger = Browser::new(&app);
        let page = stranger.open("/forgot").await;
        stranger.submit(&page, &[("username", "ada")]).await;
        let reset = mail_to(&app, "ada@example.com").await.link(&app, "/reset");
        let mut browser = Browser::new(&app);
        let page = ask(&mut browser, NEW).await;
        browser.submit(&page, &[("code", &mail_to(&app, NEW).await.code())]).await;
        is_over(&stranger.open(&reset).await);
    }

    async fn what_is_no_address_or_ones_own_or_too_much_is_told(app: TestApp) {
        let mut browser = Browser::new(&app);
        for typed in ["", "nobody", "ADA@example.com", "no-reply@id.example", "a\u{200b}da@example.org"] {
            let refused = ask(&mut browser, typed).await;
            assert!(refused.answer.status == 400 && refused.answer.body.contains("id=\"email-wrong\""), "{typed}: {}", refused.answer.body);
        }
        for number in 0..3 {
            ask(&mut browser, &format!("ada{number}@example.org")).await;
        }
        let page = ask(&mut browser, "ada4@example.org").await;
        assert_eq!(page.answer.status, 429, "{}", page.answer.body);
        assert!((1..=3600).contains(&page.answer.header("retry-after").parse::<i64>().unwrap()));
    }

    async fn an_application_changes_it_with_the_code(app: TestApp) {
        let ada = Caller::ada(&app).await;
        let post = async |path: &str, body: serde_json::Value| ada.sends(reqwest::Method::POST, path, &body, None).await;
        let wrong = post("/v1/users/me/email", json!({"email": "nobody"})).await;
        is_problem(&wrong, 422, "invalid");
        assert_eq!(wrong_members(&wrong), ["email"]);
        // Sent again with its key it is the same call, and the same mail.
        let ask = async || ada.posts("/v1/users/me/email", &json!({"email": NEW}), Some("one")).await;
        let asked = ask().await;
        assert_eq!(asked.status, 202, "{}", asked.body);
        let before = mails(&app).await.len();
        assert_eq!((ask().await.body, mails(&app).await.len()), (asked.body.clone(), before));
        let change = asked.json()["change"].as_str().unwrap().to_owned();
        app.ledger.must_not_show("the secret of a change", change.split_once('.').unwrap().1);
        let mail = mail_to(&app, NEW).await;
        let proof = |code: &str| json!({"change": change, "code": code});
        is_problem(&post("/v1/users/me/email/confirm", proof("x")).await, 403, "wrong-code");
        is_problem(&post("/v1/users/me/email/confirm", json!({"change": "x", "code": "1"})).await, 403, "over");
        assert_eq!(post("/v1/users/me/email/confirm", proof(&mail.code())).await.status, 204);
        assert_eq!(ada.get("/v1/users/me").await.json()["email"], NEW);
        is_problem(&post("/v1/users/me/email/confirm", proof(&mail.code())).await, 403, "over");
        app.travel(6 * 60);
        is_problem(&post("/v1/users/me/email", json!({"email": "x@example.org"})).await, 401, "sign-in-again");
    }
}
