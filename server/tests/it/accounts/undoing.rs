//! Taking a change of address back (security.md RS-18): by the mailbox that the account had before, signed out, whatever was
//! done with the account since.

use sea_orm::{EntityTrait as _, PaginatorTrait as _};
use serde_json::json;
use signet::clock::Clock as _;
use signet::model::user::UserStatus;
use signet::store::passkeys;

use super::moving::{address_of, ask, is_over, sign_in};
use super::{Mail, PASSWORD, mail_to, options, register, with_mail};
use crate::api::{Caller, is_problem};
use crate::factors::passkeys::{alone, with_passkey};
use crate::support::browser::Page;
use crate::support::{Browser, Setup, TestApp};

const OLD: &str = "ada@example.com";
const THIEF: &str = "thief@example.org";
const DAY: i64 = 24 * 60 * 60;

/// Moves the account that is signed in at the browser, or Ada's, to this address; the letter to the one before.
async fn moves(browser: &mut Browser<'_>, from: &str, to: &str) -> Mail {
    let app = browser.app;
    let page = ask(browser, to).await;
    let code = mail_to(app, to).await.code();
    app.travel(1);
    let done = browser.submit(&page, &[("code", &code)]).await;
    assert!(done.answer.body.contains("Your address is changed"), "{}", done.answer.body);
    let mail = mail_to(app, from).await;
    assert_eq!(mail.letter, "address_changed");
    mail
}

/// Presses the button behind a link, in a browser that nobody has used.
async fn undo(app: &TestApp, link: &str) -> Page {
    let mut browser = Browser::new(app);
    let page = browser.open(link).await;
    assert!(
        page.answer.status == 200 && page.answer.body.contains("id=\"undo-form\""),
        "{}",
        page.answer.body
    );
    app.travel(1);
    browser.submit(&page, &[]).await
}

#[track_caller]
fn is_undone(page: &Page) {
    assert!(page.answer.status == 200 && page.answer.body.contains("id=\"undone\""), "{}", page.answer.body);
}

async fn address(app: &TestApp) -> Option<String> {
    address_of(app).await.0
}

with_mail! {
    async fn a_change_is_taken_back_once_signed_out_and_everything_ends(app: TestApp) {
        let (mut thief, token) = (Browser::new(&app), Caller::ada(&app).await);
        let link = moves(&mut thief, OLD, THIEF).await.link(&app, "/undo");
        for method in [reqwest::Method::GET, reqwest::Method::HEAD].into_iter().cycle().take(10) {
            assert_eq!(app.http.request(method, app.at(&link)).send().await.unwrap().status().as_u16(), 200);
        }
        let shown = Browser::new(&app).open(&link).await;
        assert!(shown.answer.body.contains(OLD) && !shown.answer.body.contains(THIEF), "{}", shown.answer.body);
        assert_eq!(address(&app).await.as_deref(), Some(THIEF), "looking changes nothing");
        let done = undo(&app, &link).await;
        is_undone(&done);
        assert_eq!(address_of(&app).await, (Some(OLD.to_owned()), true));
        assert!(thief.open("/account").await.answer.body.contains("id=\"login-form\""), "the thief is out");
        is_problem(&token.get("/v1/users/me").await, 401, "invalid-token");
        assert_eq!(mail_to(&app, THIEF).await.letter, "address_restored");
        assert_eq!(app.count_events("email.change_undone").await, 1);
        // Nobody knows the password, until the person chooses another one.
        assert_eq!(sign_in(&app, "ada").await, 400);
        is_over(&Browser::new(&app).open(&link).await);
        let way = done.answer.body.split("id=\"way\" href=\"").nth(1).unwrap().split('"').next().unwrap().replace("&#38;", "&");
        let mut owner = Browser::new(&app);
        let page = owner.open(&way).await;
        owner.submit(&page, &[("password", PASSWORD)]).await;
        let page = owner.open("/sign-in").await;
        let home = owner.submit(&page, &[("username", OLD), ("password", PASSWORD)]).await;
        assert!(home.answer.body.contains("Ada Lovelace"), "{}", home.answer.body);
    }

    /// The way to a new password that is not taken at once is there later.
    async fn who_chooses_no_password_at_once_asks_for_a_mail(app: TestApp) {
        let link = moves(&mut Browser::new(&app), OLD, THIEF).await.link(&app, "/undo");
        is_undone(&undo(&app, &link).await);
        app.travel(60 * 60);
        let mut browser = Browser::new(&app);
        let page = browser.open("/forgot").await;
        browser.submit(&page, &[("username", "ada")]).await;
        assert_eq!(mail_to(&app, OLD).await.letter, "reset_password");
    }

    async fn of_two_at_once_one_takes_it_back(app: TestApp) {
        let link = moves(&mut Browser::new(&app), OLD, THIEF).await.link(&app, "/undo");
        let (mut one, mut two) = (Browser::new(&app), Browser::new(&app));
        let pages = (one.open(&link).await, two.open(&link).await);
        let done = tokio::join!(one.submit(&pages.0, &[]), two.submit(&pages.1, &[]));
        let mut statuses = [done.0.answer.status, done.1.answer.status];
        statuses.sort_unstable();
        assert_eq!((statuses, address(&app).await.as_deref()), ([200, 400], Some(OLD)));
    }

    /// A thief who changes it twice has the newer link in their own mailbox.
    async fn an_older_link_outranks_a_newer_one(app: TestApp) {
        let mut thief = Browser::new(&app);
        let older = moves(&mut thief, OLD, THIEF).await.link(&app, "/undo");
        let newer = moves(&mut thief, THIEF, "other@example.org").await.link(&app, "/undo");
        is_undone(&undo(&app, &newer).await);
        assert_eq!(address(&app).await.as_deref(), Some(THIEF));
        is_undone(&undo(&app, &older).await);
        assert_eq!(address(&app).await.as_deref(), Some(OLD));
        is_over(&Browser::new(&app).open(&newer).await);
    }

    async fn taking_it_back_ends_the_links_of_later_changes(app: TestApp) {
        let mut thief = Browser::new(&app);
        let older = moves(&mut thief, OLD, THIEF).await.link(&app, "/undo");
        let newer = moves(&mut thief, THIEF, "other@example.org").await.link(&app, "/undo");
        is_undone(&undo(&app, &older).await);
        is_over(&Browser::new(&app).open(&newer).await);
        assert!(!mail_to(&app, "other@example.org").await.text.contains("/undo"), "nobody takes that back");
    }

    /// The mailbox of a thief does not undo the return of whoever comes back by themselves.
    async fn moving_back_as_usual_is_as_good(app: TestApp) {
        let mut browser = Browser::new(&app);
        let link = moves(&mut browser, OLD, THIEF).await.link(&app, "/undo");
        let back = moves(&mut browser, THIEF, OLD).await;
        assert!(!back.text.contains("/undo"), "{}", back.text);
        is_over(&Browser::new(&app).open(&link).await);
    }

    async fn a_new_password_of_the_thief_does_not_end_the_link(app: TestApp) {
        let mut thief = Browser::new(&app);
        let link = moves(&mut thief, OLD, THIEF).await.link(&app, "/undo");
        let page = thief.open("/change-password").await;
        thief.submit(&page, &[("current", app.user.password), ("password", PASSWORD)]).await;
        is_undone(&undo(&app, &link).await);
        assert_eq!(address(&app).await.as_deref(), Some(OLD));
    }

    async fn a_link_counts_seven_days_to_the_second_and_not_for_a_stopped_account(app: TestApp) {
        let link = moves(&mut Browser::new(&app), OLD, THIEF).await.link(&app, "/undo");
        let at = app.clock_seconds();
        let mut browser = Browser::new(&app);
        let page = browser.open(&link).await;
        for status in [UserStatus::Deactivated, UserStatus::Suspended] {
            signet::admin::users::set_status(&app.office(), "ada", status).await.unwrap();
            is_over(&browser.open(&link).await);
            is_over(&browser.submit(&page, &[]).await);
        }
        assert_eq!(address(&app).await.as_deref(), Some(THIEF));
        signet::admin::users::set_status(&app.office(), "ada", UserStatus::Active).await.unwrap();
        app.travel(at + 7 * DAY - 1 - app.clock_seconds());
        assert_eq!(browser.open(&link).await.answer.status, 200);
        app.travel(1);
        is_over(&browser.open(&link).await);
        is_over(&browser.open("/undo").await);
        signet::mail::delivery::round(&app.services, app.services.clock.now()).await.unwrap();
    }

    async fn the_link_names_our_own_address_whatever_the_request_says(app: TestApp) {
        let mut browser = Browser::new(&app);
        let page = ask(&mut browser, THIEF).await;
        for (name, value) in [("x-forwarded-host", "evil.test"), ("forwarded", "host=evil.test;proto=https")] {
            browser.headers.push((name, value.to_owned()));
        }
        app.travel(1);
        browser.submit(&page, &[("code", &mail_to(&app, THIEF).await.code())]).await;
        let mail = mail_to(&app, OLD).await;
        assert!(!mail.text.contains("evil") && !mail.html.contains("evil"));
        mail.link(&app, "/undo");
    }

    /// A thief signs in alone by it, whatever the password is.
    async fn a_passkey_that_came_with_the_change_goes_with_it(app: TestApp) {
        let link = moves(&mut Browser::new(&app), OLD, THIEF).await.link(&app, "/undo");
        let mut device = with_passkey(&app, &mut Browser::new(&app)).await;
        device.counter += 1;
        alone(&app, &device).await.code();
        let (id, later) = (app.user.id.parse().unwrap(), app.clock.now() + chrono::TimeDelta::seconds(1));
        let older = app.services.db.write(async move |tx| passkeys::delete_since(tx, id, later).await).await;
        assert!(!older.unwrap(), "what was set up before stays");
        app.travel(1);
        is_undone(&undo(&app, &link).await);
        device.counter += 1;
        let back = alone(&app, &device).await;
        assert!(back.parameter("code").is_none(), "{}", back.url);
        assert!(passkeys::of(app.services.db.reader(), id).await.unwrap().is_empty());
        assert_eq!(app.count_events("mfa.removed").await, 1);
        // And nobody is asked for what stood beside it.
        let codes = entity::backup_code::Entity::find().count(app.services.db.reader()).await.unwrap();
        assert_eq!(codes, 0);
    }

    /// A thief who waits until the person's link is over has none either.
    async fn no_link_outlives_one_that_outranks_it(app: TestApp) {
        let first = moves(&mut Browser::new(&app), OLD, THIEF).await.link(&app, "/undo");
        app.travel(5 * DAY);
        let second = moves(&mut Browser::new(&app), THIEF, "ada@example.net").await.link(&app, "/undo");
        app.travel(3 * DAY);
        is_undone(&undo(&app, &first).await);
        assert_eq!(address(&app).await.as_deref(), Some(OLD));
        is_over(&Browser::new(&app).open(&second).await);
    }

    async fn what_could_be_taken_back_goes_with_the_account(app: TestApp) {
        let kept = async || entity::kept_record::Entity::find().count(app.services.db.reader()).await.unwrap();
        let mut browser = Browser::new(&app);
        super::moving::at_page(&mut browser).await;
        let before = kept().await;
        let link = moves(&mut browser, OLD, THIEF).await.link(&app, "/undo");
        assert_eq!(kept().await, before + 1);
        browser.agree("/account/data/erase", &[("password", app.user.password)]).await;
        assert_eq!(kept().await, before);
        is_over(&Browser::new(&app).open(&link).await);
    }

    async fn an_address_that_an_operator_gave_away_does_not_come_back(app: TestApp) {
        let link = moves(&mut Browser::new(&app), OLD, THIEF).await.link(&app, "/undo");
        app.add_user(json!({"email": OLD, "password": "right horse battery"})).await;
        let refused = undo(&app, &link).await;
        assert!(refused.answer.status == 400 && refused.answer.body.contains("somebody else"), "{}", refused.answer.body);
        assert_eq!(address(&app).await.as_deref(), Some(THIEF));
    }
}

/// Whatever the operator says of freed names.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_gets_the_address_while_it_can_come_back() {
    let mut options = options();
    options.flags.push(("accounts.quarantine", String::new()));
    let app = TestApp::with(Setup::Sqlite, options).await.unwrap();
    let link = moves(&mut Browser::new(&app), OLD, THIEF).await.link(&app, "/undo");
    app.travel(7 * DAY - 60);
    register(&mut Browser::new(&app), OLD, PASSWORD).await;
    assert_eq!(mail_to(&app, OLD).await.letter, "address_held");
    is_undone(&undo(&app, &link).await);
    signet::mail::delivery::round(&app.services, app.services.clock.now()).await.unwrap();
}
