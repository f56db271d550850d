//! Names that were freed (security.md US-007 and US-014): nobody else gets them for a while, nobody is told, and nothing of
//! the person stays.

use sea_orm::EntityTrait as _;
use serde_json::json;

use super::{PASSWORD, mail_to, mails, register, with_mail, without_chance};
use crate::support::{Browser, TestApp};

const DAY: i64 = 24 * 60 * 60;

/// Carol makes an account with this address.
async fn newcomer<'a>(app: &'a TestApp, address: &str) -> Browser<'a> {
    let mut browser = Browser::new(app);
    let page = register(&mut browser, address, PASSWORD).await;
    let home = browser.submit(&page, &[("code", &mail_to(app, address).await.code())]).await;
    assert!(home.answer.body.contains("Carol Shaw"), "{}", home.answer.body);
    browser
}

async fn erase(browser: &mut Browser<'_>) {
    let out = browser.agree("/account/data/erase", &[("password", PASSWORD)]).await;
    assert!(out.url.starts_with("/logged-out"), "{} {}", out.url, out.answer.body);
}

/// The account of a name.
async fn id_of(app: &TestApp, name: &str) -> Option<uuid::Uuid> {
    let found = signet::store::users::find_by_name(app.services.db.reader(), name).await.unwrap();
    found.map(|user| user.id)
}

async fn change(browser: &mut Browser<'_>, address: &str) -> crate::support::browser::Page {
    browser.app.travel(1);
    let page = browser.open("/account/email").await;
    browser.submit(&page, &[("email", address)]).await
}

with_mail! {
    async fn an_erased_address_is_nobodys_for_thirty_days(app: TestApp) {
        let mut carol = newcomer(&app, "carol@example.com").await;
        let before = id_of(&app, "carol@example.com").await.unwrap();
        erase(&mut carol).await;
        assert!(mails(&app).await.is_empty(), "her mails went with her");
        let mut dave = Browser::new(&app);
        let held = register(&mut dave, "CAROL@example.com", PASSWORD).await;
        let free = register(&mut Browser::new(&app), "dave@example.com", PASSWORD).await;
        assert_eq!(without_chance(&held, "CAROL@example.com"), without_chance(&free, "dave@example.com"));
        assert_eq!(mail_to(&app, "CAROL@example.com").await.letter, "address_held");
        let wrong = dave.submit(&held, &[("code", "12345678")]).await;
        assert!(wrong.answer.body.contains("id=\"code-wrong\""), "{}", wrong.answer.body);
        app.travel(30 * DAY);
        newcomer(&app, "carol@example.com").await;
        let after = id_of(&app, "carol@example.com").await.unwrap();
        assert_ne!(before, after, "an id is never used again");
    }

    async fn nothing_by_which_a_person_is_found_is_kept(app: TestApp) {
        let mut carol = newcomer(&app, "carol@example.com").await;
        let id = id_of(&app, "carol@example.com").await.unwrap();
        erase(&mut carol).await;
        app.ledger.must_not_show("an erased address", "carol@example.com");
        let rows = entity::freed_name::Entity::find().all(app.services.db.reader()).await.unwrap();
        assert_eq!(rows.len(), 1);
        for bytes in [&rows[0].digest, &rows[0].holder] {
            assert_eq!(bytes.len(), 32);
            assert_ne!(bytes[..16], id.as_bytes()[..]);
        }
    }

    async fn an_address_that_somebody_left_is_kept_from_others_and_not_from_them(app: TestApp) {
        let mut carol = newcomer(&app, "carol@example.com").await;
        let page = change(&mut carol, "carol@example.org").await;
        carol.submit(&page, &[("code", &mail_to(&app, "carol@example.org").await.code())]).await;
        assert_eq!(id_of(&app, "carol@example.com").await, None);
        // Others: neither by registering nor by a change of their own.
        register(&mut Browser::new(&app), "carol@example.com", PASSWORD).await;
        assert_eq!(mail_to(&app, "carol@example.com").await.letter, "address_held");
        let mut dave = newcomer(&app, "dave@example.com").await;
        let refused = change(&mut dave, "carol@example.com").await;
        assert_eq!(mail_to(&app, "carol@example.com").await.letter, "address_held");
        let wrong = dave.submit(&refused, &[("code", "12345678")]).await;
        assert!(wrong.answer.body.contains("id=\"code-wrong\""), "{}", wrong.answer.body);
        // She may have it back.
        let page = change(&mut carol, "carol@example.com").await;
        let done = carol.submit(&page, &[("code", &mail_to(&app, "carol@example.com").await.code())]).await;
        assert!(done.answer.body.contains("Your address is changed"), "{}", done.answer.body);
        assert!(id_of(&app, "carol@example.com").await.is_some());
    }

    async fn what_is_freed_while_somebody_proves_it_is_not_theirs(app: TestApp) {
        let mut carol = newcomer(&app, "carol@example.com").await;
        let mut dave = Browser::new(&app);
        app.travel(1);
        let page = register(&mut dave, "dan@example.com", PASSWORD).await;
        let code = mail_to(&app, "dan@example.com").await.code();
        let moved = change(&mut carol, "dan@example.com").await;
        carol.submit(&moved, &[("code", &mail_to(&app, "dan@example.com").await.code())]).await;
        let back = change(&mut carol, "carol@example.com").await;
        carol.submit(&back, &[("code", &mail_to(&app, "carol@example.com").await.code())]).await;
        let late = dave.submit(&page, &[("code", &code)]).await;
        assert!(late.answer.status == 400 && late.answer.body.contains("id=\"link-over\""), "{}", late.answer.body);
        assert_eq!(id_of(&app, "dan@example.com").await, None);
    }

    async fn a_letter_that_is_given_up_says_nothing_of_who_was_erased_meanwhile(app: TestApp) {
        use signet::mail::letters::{Change, PasswordChanged};
        use signet::mail::outbox::{self, Addressee};
        let mut carol = newcomer(&app, "carol@example.com").await;
        let id = id_of(&app, "carol@example.com").await.unwrap();
        erase(&mut carol).await;
        // Somebody else's transaction was a moment later.
        let (now, words) = (app.services.clock.now(), signet::words::Words::of(signet::words::Locale::English));
        let to = Addressee { address: "carol@example.com", user_id: Some(id), words };
        let change = Change { by_operator: false, ends: true };
        let letter = PasswordChanged { change, forgot: app.issuer.clone() };
        let mail = outbox::put_in(&app.services, &letter, to, chrono::TimeDelta::minutes(1), now).unwrap();
        app.services.db.write(async move |tx| signet::store::mails::insert(tx, &mail).await).await.unwrap();
        app.travel(60);
        signet::mail::delivery::round(&app.services, app.services.clock.now()).await.unwrap();
        assert!(mails(&app).await.is_empty());
        assert_eq!(app.count_events("mail.given_up").await, 1);
        app.ledger.must_not_show("an erased address", "carol@example.com");
    }

    async fn an_operator_who_deletes_an_account_frees_its_names_no_sooner(app: TestApp) {
        app.add_user(json!({"email": "erin@example.com", "preferred_username": "erin", "password": "right horse battery"})).await;
        signet::admin::users::delete(&app.office(), "erin").await.unwrap();
        register(&mut Browser::new(&app), "erin@example.com", PASSWORD).await;
        assert_eq!(mail_to(&app, "erin@example.com").await.letter, "address_held");
        // They know whom they give it to.
        app.add_user(json!({"email": "erin@example.com", "password": "right horse battery"})).await;
    }
}
