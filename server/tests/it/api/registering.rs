//! `/v1/auth/register` and `/v1/auth/email/verify`: the same rules as on the pages, and nobody learns who has an account.

use serde_json::{Value, json};

use super::{is_problem, strangers, wrong_members};
use crate::accounts::{PASSWORD, mail_to, mails, with_mail};
use crate::support::app::Answer;
use crate::support::{Browser, Setup, TestApp};

const REGISTER: &str = "/v1/auth/register";
const AGAIN: &str = "/v1/auth/email/verify";
const CONFIRM: &str = "/v1/auth/email/verify/confirm";

/// Registers, and answers with what waits for the proof.
async fn register(app: &TestApp, email: &str) -> String {
    let asked =
        strangers(app, REGISTER, &json!({"email": email, "name": "Carol Shaw", "password": PASSWORD})).await;
    assert_eq!(asked.status, 202, "{}", asked.body);
    handle(app, &asked)
}

fn handle(app: &TestApp, asked: &Answer) -> String {
    let verification = asked.text("verification");
    app.ledger.must_not_show("what waits for a proof", verification.rsplit('.').next().unwrap());
    verification
}

async fn confirm(app: &TestApp, body: Value) -> Answer {
    strangers(app, CONFIRM, &body).await
}

async fn signs_in(app: &TestApp, email: &str, password: &str) -> bool {
    let mut browser = Browser::new(app);
    let page = browser.open("/sign-in").await;
    browser.submit(&page, &[("username", email), ("password", password)]).await.answer.status == 200
}

fn token_of(link: &str) -> &str {
    link.split_once("token=").unwrap().1
}

with_mail! {
    async fn the_code_of_the_mail_makes_the_account_once(app: TestApp) {
        let verification = register(&app, "Carol@Example.com").await;
        assert!(!signs_in(&app, "carol@example.com", PASSWORD).await, "nobody has an account before the proof");
        let code = mail_to(&app, "Carol@Example.com").await.code();
        is_problem(&confirm(&app, json!({"verification": verification, "code": "00000000"})).await, 403, "wrong-code");
        let spaced = format!("{} {}", &code[..4], &code[4..]);
        let proven = confirm(&app, json!({"verification": verification, "code": spaced})).await;
        assert_eq!((proven.status, proven.body.as_str()), (204, ""));
        is_problem(&confirm(&app, json!({"verification": verification, "code": code})).await, 403, "over");
        assert!(signs_in(&app, "carol@example.com", PASSWORD).await);
        for (event, count) in [("email.verification_requested", 1), ("email.verified", 1), ("email.verification_failed", 2), ("request.refused", 0)] {
            assert_eq!(app.count_events(event).await, count, "{event}");
        }
    }

    async fn whether_an_address_has_an_account_only_its_mail_says(app: TestApp) {
        let mut shapes = Vec::new();
        for email in ["ada@example.com", "nobody@example.com"] {
            let asked = strangers(&app, REGISTER, &json!({"email": email, "password": PASSWORD})).await;
            let verification = handle(&app, &asked);
            let mut told = asked.json();
            told["verification"] = verification.len().into();
            let again = strangers(&app, AGAIN, &json!({"verification": verification})).await;
            assert_eq!((again.status, again.text("verification")), (202, verification.clone()));
            let mut tries = Vec::new();
            for _ in 0..6 {
                tries.push(confirm(&app, json!({"verification": verification, "code": "00000000"})).await.body);
            }
            shapes.push((asked.head(), again.head(), told, tries));
        }
        assert_eq!(shapes[0], shapes[1]);
        let letters: Vec<_> = mails(&app).await.into_iter().map(|mail| (mail.recipient, mail.letter)).collect();
        let expected = [("ada@example.com", "account_exists"), ("nobody@example.com", "verify_address")];
        for (recipient, letter) in expected {
            let of_them: Vec<_> = letters.iter().filter(|(to, _)| to == recipient).collect();
            assert!(of_them.len() == 2 && of_them.iter().all(|(_, kind)| kind == letter), "{letters:?}");
        }
    }

    async fn a_link_is_enough_for_who_asked_and_takes_the_password_from_others(app: TestApp) {
        let verification = register(&app, "carol@example.com").await;
        let link = mail_to(&app, "carol@example.com").await.link(&app, "/verify/link");
        let token = token_of(&link);
        for body in [json!({"token": token}), json!({"token": token, "password": "Guess-of-mine-9"})] {
            is_problem(&confirm(&app, body).await, 403, "wrong-password");
        }
        let other = register(&app, "dave@example.com").await;
        is_problem(&confirm(&app, json!({"token": token, "verification": other})).await, 403, "wrong-password");
        assert_eq!(confirm(&app, json!({"token": token, "password": PASSWORD})).await.status, 204);
        is_problem(&confirm(&app, json!({"token": token, "verification": verification})).await, 403, "over");
        let link = mail_to(&app, "dave@example.com").await.link(&app, "/verify/link");
        assert_eq!(confirm(&app, json!({"token": token_of(&link), "verification": other})).await.status, 204);
    }

    async fn of_many_proofs_at_once_one_makes_the_account(app: TestApp) {
        let verification = register(&app, "carol@example.com").await;
        let mail = mail_to(&app, "carol@example.com").await;
        let link = mail.link(&app, "/verify/link");
        let bodies = [
            json!({"verification": verification, "code": mail.code()}),
            json!({"verification": verification, "token": token_of(&link)}),
        ];
        let sends = (0..6).map(|number| {
            let body = bodies[number % 2].to_string();
            let request = app.http.post(app.at(CONFIRM)).header("content-type", "application/json").body(body);
            async { Answer::of_any(request.send().await.unwrap()).await.status }
        });
        let statuses = futures::future::join_all(sends).await;
        assert_eq!(statuses.iter().filter(|status| **status == 204).count(), 1, "{statuses:?}");
        assert!(statuses.iter().all(|status| matches!(status, 204 | 403 | 409 | 503)), "{statuses:?}");
        assert_eq!(app.count_events("email.verified").await, 1);
    }

    async fn every_member_that_is_wrong_is_named_and_nothing_is_written(app: TestApp) {
        let weak = strangers(&app, REGISTER, &json!({"email": "carol", "password": "short", "name": "a\u{7}"})).await;
        is_problem(&weak, 422, "invalid");
        for rule in ["too_short", "no_upper_case", "no_digit", "no_special_character"] {
            assert!(weak.body.contains(rule), "{rule}: {}", weak.body);
        }
        let named = wrong_members(&weak);
        assert_eq!((named[0].as_str(), named[1].as_str(), named[2].as_str()), ("email", "name", "password"));
        let odd = strangers(&app, REGISTER, &json!({"email": 1, "name": [], "role": "admin"})).await;
        is_problem(&odd, 422, "invalid");
        assert_eq!(wrong_members(&odd), ["email", "password", "name", "role"]);
        for body in [json!({}), json!({"verification": "x", "email": "a@example.com"}), json!({"email": "nothing"})] {
            is_problem(&strangers(&app, AGAIN, &body).await, 422, "invalid");
        }
        for body in [json!({}), json!({"code": "1"}), json!({"verification": format!("{}.{}", "x".repeat(22), "y".repeat(43))}), json!({"code": "1", "token": "x"})] {
            is_problem(&confirm(&app, body).await, 422, "invalid");
        }
        let strange = format!("{}.{}", "x".repeat(22), "y".repeat(43));
        for (path, body) in [
            (AGAIN, json!({"verification": "x"})),
            (AGAIN, json!({"verification": strange})),
            (CONFIRM, json!({"verification": "", "code": "1"})),
            (CONFIRM, json!({"verification": strange, "code": "1"})),
            (CONFIRM, json!({"token": strange})),
            (CONFIRM, json!({"token": "x"})),
        ] {
            is_problem(&strangers(&app, path, &body).await, 403, "over");
        }
        let form = app.http.post(app.at(REGISTER)).body("email=a").send().await.unwrap();
        is_problem(&Answer::of(form).await, 415, "media-type");
        let list = app.http.post(app.at(REGISTER)).header("content-type", "application/json").body("[]").send().await.unwrap();
        is_problem(&Answer::of(list).await, 400, "malformed");
        assert!(mails(&app).await.is_empty());
        assert_eq!(app.count_events("email.verification_requested").await, 0);
    }

    async fn the_newest_mail_alone_counts_and_an_address_gets_three_an_hour(app: TestApp) {
        let verification = register(&app, "carol@example.com").await;
        let first = mail_to(&app, "carol@example.com").await;
        for asked in 0..4 {
            let again = strangers(&app, AGAIN, &json!({"verification": verification})).await;
            assert_eq!((again.status, again.text("verification")), (202, verification.clone()), "{asked}");
        }
        assert_eq!(mails(&app).await.len(), 3);
        let newest = mail_to(&app, "carol@example.com").await;
        assert_ne!(first.code(), newest.code());
        let old = first.link(&app, "/verify/link");
        is_problem(&confirm(&app, json!({"verification": verification, "token": token_of(&old)})).await, 403, "over");
        is_problem(&confirm(&app, json!({"verification": verification, "code": first.code()})).await, 403, "wrong-code");
        assert_eq!(confirm(&app, json!({"verification": verification, "code": newest.code()})).await.status, 204);
        is_problem(&strangers(&app, AGAIN, &json!({"verification": verification})).await, 403, "over");
    }

    async fn an_account_that_waits_for_its_proof_gets_another_mail_by_its_address(app: TestApp) {
        let id = app.add_user(json!({"email": "frank@example.com", "password": "right horse battery"})).await;
        let id = uuid::Uuid::parse_str(&id).unwrap();
        let now = app.services.clock.now();
        let waits = signet::model::user::UserStatus::PendingVerification;
        let set = async move |tx: &signet::store::Transaction| signet::store::users::set_status(tx, id, waits, now).await;
        app.services.db.write(set).await.unwrap();
        let mut shapes = Vec::new();
        let mut handles = Vec::new();
        app.add_user(json!({"preferred_username": "dave", "email": "dave@example.com", "password": "right horse battery"})).await;
        signet::admin::users::set_status(&app.office(), "dave", signet::model::user::UserStatus::Deactivated).await.unwrap();
        for email in ["frank@example.com", "ada@example.com", "nobody@example.com", "dave@example.com"] {
            let asked = strangers(&app, AGAIN, &json!({ "email": email })).await;
            handles.push(handle(&app, &asked));
            let mut told = asked.json();
            told["verification"] = handles[handles.len() - 1].len().into();
            shapes.push((asked.head(), told));
        }
        assert!(shapes.windows(2).all(|pair| pair[0] == pair[1]), "{shapes:?}");
        let sent = mails(&app).await;
        assert_eq!(sent.iter().map(|mail| mail.recipient.as_str()).collect::<Vec<_>>(), ["frank@example.com"]);
        let code = sent[0].code();
        for verification in &handles[1..] {
            is_problem(&confirm(&app, json!({"verification": verification, "code": code})).await, 403, "wrong-code");
        }
        // Who reads the mail has not shown that the account is theirs.
        for password in [json!(null), json!("a guess of somebody")] {
            let body = json!({"verification": handles[0], "code": code, "password": password});
            is_problem(&confirm(&app, body).await, 403, "wrong-password");
        }
        let body = json!({"verification": handles[0], "code": code, "password": "right horse battery"});
        assert_eq!(confirm(&app, body).await.status, 204);
        assert!(signs_in(&app, "frank@example.com", "right horse battery").await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_mail_none_of_it_is_offered() {
    let app = TestApp::start(Setup::Sqlite).await.unwrap();
    for (path, body) in [
        (REGISTER, json!({"email": "carol@example.com", "password": PASSWORD})),
        (AGAIN, json!({"email": "carol@example.com"})),
        ("/v1/auth/password/reset", json!({"username": "ada"})),
    ] {
        is_problem(&strangers(&app, path, &body).await, 404, "not-offered");
    }
}
