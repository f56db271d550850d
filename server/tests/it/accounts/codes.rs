//! A code by mail in the place of a second factor (RFC 8176; security.md MF-04, MF-08, RS-22): where the operator allows it,
//! beside a factor, and never with a password that came by mail itself.

use serde_json::json;

use super::{PASSWORD, mail_to, mails, options, with_mail};
use crate::factors::phone::{half, has_session, is_second, kit};
use crate::support::authorization::claims_of;
use crate::support::browser::{Page, attribute};
use crate::support::{AuthorizationRequest, Browser, Setup, TestApp};

/// Where the page leads whoever wants a code by mail.
fn way(page: &Page) -> Option<String> {
    let start = page.answer.body.find("id=\"other-email_code\"")?;
    let tag = page.answer.body[start..].split('>').next().unwrap();
    attribute(tag, "href")
}

/// The page that offers to send a code.
pub async fn offer(browser: &mut Browser<'_>, page: &Page) -> Page {
    let page = browser.open(&way(page).expect("a code by mail is offered")).await;
    is_second(&page);
    assert!(page.answer.body.contains("id=\"send\""), "{}", page.answer.body);
    page
}

pub async fn send(browser: &mut Browser<'_>, page: &Page) -> Page {
    // Ids of one moment are in no order.
    browser.app.travel(1);
    browser.submit(page, &[("action", "send")]).await
}

with_mail! {
    async fn a_code_by_mail_signs_in_once(app: TestApp) {
        kit(&app).await;
        let request = AuthorizationRequest::default();
        let mut browser = Browser::new(&app);
        let page = half(&mut browser, &request).await;
        let page = offer(&mut browser, &page).await;
        assert!(!page.answer.body.contains("id=\"code\""), "nothing to type yet");
        assert!(mails(&app).await.iter().all(|mail| mail.letter != "sign_in_code"), "looking sends nothing");
        let page = send(&mut browser, &page).await;
        assert!(page.answer.body.contains("id=\"code\""), "{}", page.answer.body);
        let mail = mail_to(&app, "ada@example.com").await;
        assert_eq!(mail.letter, "sign_in_code");
        let code = mail.code();
        assert_eq!(code.len(), 6);
        app.ledger.must_not_show("a code by mail", &code);
        let wrong = browser.submit(&page, &[("code", if code == "000000" { "000001" } else { "000000" })]).await;
        assert!(wrong.answer.status == 400 && wrong.answer.body.contains("newest mail"), "{}", wrong.answer.body);
        let back = browser.submit(&page, &[("code", &format!(" {} {}", &code[..3], &code[3..]))]).await;
        let told = claims_of(&request.exchange(&app, &back.code()).await.text("id_token"));
        assert_eq!((&told["acr"], &told["amr"]), (&json!("urn:signet:acr:multi"), &json!(["pwd", "mca", "mfa"])));
        for (event, count) in [("mfa.code_sent", 1), ("mfa.failed", 1), ("mfa.verified", 1)] {
            assert_eq!(app.count_events(event).await, count, "{event}");
        }
        // Neither again, nor in another sign-in.
        let mut other = Browser::new(&app);
        let page = half(&mut other, &request).await;
        let page = offer(&mut other, &page).await;
        let page = send(&mut other, &page).await;
        let refused = other.submit(&page, &[("code", &code)]).await;
        assert!(refused.answer.status == 400 && !has_session(&other), "{}", refused.answer.body);
    }

    /// MF-15: with the mailbox nobody takes away what stands beside it.
    async fn a_code_by_mail_takes_no_factor_away(app: TestApp) {
        let kit = kit(&app).await;
        let mut browser = Browser::new(&app);
        let page = half(&mut browser, &AuthorizationRequest::default()).await;
        let page = offer(&mut browser, &page).await;
        let page = send(&mut browser, &page).await;
        let code = mail_to(&app, "ada@example.com").await.code();
        browser.submit(&page, &[("code", &code)]).await.code();
        for address in ["/account/security/totp/remove", "/account/security/codes"] {
            let told = browser.open(address).await;
            assert!(told.answer.body.contains("a code by mail is not enough"), "{address}: {} {}", told.url, told.answer.body);
        }
        assert_eq!(app.count_events("mfa.removed").await, 0);
        // With the factor itself it goes.
        let mut own = Browser::new(&app);
        let page = half(&mut own, &AuthorizationRequest::default()).await;
        app.travel(30);
        own.submit(&page, &[("code", &kit.phone.code(&app))]).await.code();
        own.agree("/account/security/totp/remove", &[]).await;
        assert_eq!(app.count_events("mfa.removed").await, 1);
    }

    async fn the_newest_code_counts_for_ten_minutes(app: TestApp) {
        kit(&app).await;
        let mut browser = Browser::new(&app);
        let page = half(&mut browser, &AuthorizationRequest::default()).await;
        let page = offer(&mut browser, &page).await;
        let page = send(&mut browser, &page).await;
        let older = mail_to(&app, "ada@example.com").await.code();
        let page = send(&mut browser, &page).await;
        let newer = mail_to(&app, "ada@example.com").await.code();
        if older != newer {
            assert_eq!(browser.submit(&page, &[("code", &older)]).await.answer.status, 400);
        }
        app.travel(10 * 60);
        let late = browser.submit(&page, &[("code", &newer)]).await;
        assert!(!has_session(&browser) && late.parameter("code").is_none(), "{}", late.answer.body);
        // What is of no use any more is given up, before the test looks at all that is left.
        signet::mail::delivery::round(&app.services, app.services.clock.now()).await.unwrap();
    }

    async fn an_account_gets_three_codes_an_hour_and_five_guesses(app: TestApp) {
        let kit = kit(&app).await;
        let mut browser = Browser::new(&app);
        let page = half(&mut browser, &AuthorizationRequest::default()).await;
        let mut page = offer(&mut browser, &page).await;
        for _ in 0..3 {
            page = send(&mut browser, &page).await;
            assert_eq!(page.answer.status, 200);
        }
        let often = send(&mut browser, &page).await;
        assert!(often.answer.status == 429 && often.answer.body.contains("too often"), "{}", often.answer.body);
        let code = mail_to(&app, "ada@example.com").await.code();
        let wrong = if code == "000000" { "000001" } else { "000000" };
        for _ in 0..5 {
            assert_eq!(browser.submit(&page, &[("code", wrong)]).await.answer.status, 400);
        }
        assert_eq!(browser.submit(&page, &[("code", &code)]).await.answer.status, 429);
        // The other ways have counts of their own.
        let page = half(&mut Browser { cookies: browser.cookies.clone(), ..Browser::new(&app) }, &AuthorizationRequest::default()).await;
        let back = browser.submit(&page, &[("code", &kit.phone.code(&app))]).await;
        back.code();
    }

    async fn mail_alone_opens_nothing(app: TestApp) {
        let kit = kit(&app).await;
        let mut browser = Browser::new(&app);
        let page = browser.open("/forgot").await;
        browser.submit(&page, &[("username", "ada")]).await;
        let page = browser.open(&mail_to(&app, "ada@example.com").await.link(&app, "/reset")).await;
        browser.submit(&page, &[("password", PASSWORD)]).await;
        let sign_in = async |browser: &mut Browser<'_>| {
            let page = browser.open("/sign-in").await;
            let page = browser.submit(&page, &[("username", "ada"), ("password", PASSWORD)]).await;
            is_second(&page);
            page
        };
        let page = sign_in(&mut browser).await;
        assert_eq!(way(&page), None, "the password came by mail");
        for form in [&[("method", "email_code"), ("action", "send")][..], &[("method", "email_code"), ("code", "000000")]] {
            browser.submit(&page, form).await;
            assert!(!has_session(&browser));
        }
        assert_eq!(app.count_events("mfa.code_sent").await, 0);
        app.travel(30);
        let page = sign_in(&mut browser).await;
        browser.submit(&page, &[("code", &kit.phone.code(&app))]).await;
        assert!(has_session(&browser));
        // From then on the password is trusted.
        let page = sign_in(&mut Browser::new(&app)).await;
        assert!(way(&page).is_some(), "{}", page.answer.body);
    }

    async fn an_address_that_nobody_has_proven_gets_no_code(app: TestApp) {
        app.add_user(json!({"email": "erin@example.com", "password": "right horse battery"})).await;
        let mut browser = Browser::new(&app);
        let sign_in = [("username", "erin@example.com"), ("password", "right horse battery")];
        let page = browser.open("/sign-in").await;
        browser.submit(&page, &sign_in).await;
        let page = browser.open("/account/security/totp").await;
        browser.submit(&page, &[("code", &crate::factors::phone::Phone::reads(&page).code(&app))]).await;
        let mut elsewhere = Browser::new(&app);
        let page = elsewhere.open("/sign-in").await;
        let page = elsewhere.submit(&page, &sign_in).await;
        is_second(&page);
        assert_eq!(way(&page), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn unless_the_operator_says_so_no_code_is_mailed() {
    let mut options = options();
    options.flags.retain(|(key, _)| *key != "mfa.email_code");
    let app = TestApp::with(Setup::Sqlite, options).await.unwrap();
    kit(&app).await;
    let mut browser = Browser::new(&app);
    let page = half(&mut browser, &AuthorizationRequest::default()).await;
    assert_eq!(way(&page), None);
    browser.submit(&page, &[("method", "email_code"), ("action", "send")]).await;
    assert!(mails(&app).await.iter().all(|mail| mail.letter != "sign_in_code"));
}
