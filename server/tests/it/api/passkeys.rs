//! `/v1/users/me/mfa/passkeys`.

use reqwest::Method;
use serde_json::{Value, json};

use super::mfa::MFA;
use super::{Caller, is_problem, wrong_members};
use crate::factors::authenticator::{Answered, Device};
use crate::support::app::Answer;
use crate::support::{Browser, TestApp, in_each_setup};

const PASSKEYS: &str = "/v1/users/me/mfa/passkeys";
const OPTIONS: &str = "/v1/users/me/mfa/passkeys/options";

/// What a device answers to a fresh question.
async fn made(caller: &Caller<'_>, device: &mut Device) -> Answered {
    let asked = caller.posts(OPTIONS, &json!({}), None).await;
    assert_eq!(asked.status, 200, "{}", asked.body);
    device.makes_for(&asked.json()["options"]["publicKey"], asked.text("state"))
}

async fn add(caller: &Caller<'_>, made: &Answered, label: &str) -> Answer {
    let credential: Value = serde_json::from_str(&made.answer).unwrap();
    caller
        .posts(PASSKEYS, &json!({"state": made.state, "credential": credential, "label": label}), None)
        .await
}

async fn bob(app: &TestApp) -> Caller<'_> {
    app.add_user(json!({"preferred_username": "bob", "password": app.user.password})).await;
    let mut browser = Browser::new(app);
    let page = browser.open("/sign-in").await;
    browser.submit(&page, &[("username", "bob"), ("password", app.user.password)]).await;
    let code = crate::support::AuthorizationRequest::default().open(&mut browser).await.code();
    let tokens = crate::support::AuthorizationRequest::default().exchange(app, &code).await;
    Caller::with(app, &tokens.text("access_token"))
}

in_each_setup! {
    async fn a_passkey_is_added_listed_and_counts(app: TestApp) {
        let ada = Caller::ada(&app).await;
        let mut device = Device::new(&app.issuer);
        let answered = made(&ada, &mut device).await;
        let added = add(&ada, &answered, "  Old\u{7} phone ").await;
        assert_eq!(added.status, 201, "{}", added.body);
        let told = added.json();
        assert_eq!((&told["passkey"]["label"], &told["passkey"]["transports"]), (&"Old phone".into(), &json!(["internal"])));
        assert_eq!(told["backup_codes"].as_array().unwrap().len(), 10);
        let listed = ada.get(PASSKEYS).await.json();
        assert_eq!(listed["items"][0], told["passkey"]);
        assert_eq!(ada.get(MFA).await.json()["passkeys"], listed["items"]);
        // It is a second factor from now on, and this sign-in did not show it.
        let path = format!("{PASSKEYS}/{}", told["passkey"]["id"].as_str().unwrap());
        is_problem(&ada.asks(Method::DELETE, &path).await, 401, "sign-in-again");
        is_problem(&ada.posts(OPTIONS, &json!({}), None).await, 401, "sign-in-again");
        assert_eq!(app.count_events("mfa.enrolled").await, 1);
    }

    async fn an_answer_counts_once_for_its_own_question_and_person(app: TestApp) {
        let (ada, bob) = (Caller::ada(&app).await, bob(&app).await);
        let mut device = Device::new(&app.issuer);
        let answered = made(&ada, &mut device).await;
        is_problem(&add(&bob, &answered, "").await, 403, "wrong-second-factor");
        let mixed = Answered { state: made(&ada, &mut device).await.state, answer: answered.answer.clone() };
        is_problem(&add(&ada, &mixed, "").await, 403, "wrong-second-factor");
        let sends = (0..5).map(|_| add(&ada, &answered, "Key"));
        let statuses: Vec<u16> = futures::future::join_all(sends).await.into_iter().map(|answer| answer.status).collect();
        assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1, "{statuses:?}");
        assert_eq!(ada.get(PASSKEYS).await.json()["items"].as_array().unwrap().len(), 1);
        let late = made(&bob, &mut Device::new(&app.issuer)).await;
        app.travel(10 * 60);
        // The question is over before the sign-in is asked for once more.
        is_problem(&add(&bob, &late, "").await, 401, "sign-in-again");
    }

    async fn another_persons_passkey_is_as_unknown_as_any(app: TestApp) {
        let (ada, bob) = (Caller::ada(&app).await, bob(&app).await);
        let answered = made(&ada, &mut Device::new(&app.issuer)).await;
        let id = add(&ada, &answered, "Key").await.json()["passkey"]["id"].as_str().unwrap().to_owned();
        let mut bodies = Vec::new();
        for id in [id.as_str(), "AAAA", "nobody", "%21"] {
            let path = format!("{PASSKEYS}/{id}");
            let renamed = bob.sends(Method::PATCH, &path, &json!({"label": "Mine"}), None).await;
            let removed = bob.asks(Method::DELETE, &path).await;
            for answer in [renamed, removed] {
                is_problem(&answer, 404, "not-found");
                bodies.push(answer.body);
            }
        }
        assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]), "{bodies:?}");
        assert_eq!(ada.get(PASSKEYS).await.json()["items"][0]["label"], "Key");
    }

    async fn a_passkey_is_named_and_removed(app: TestApp) {
        let ada = Caller::ada(&app).await;
        let answered = made(&ada, &mut Device::new(&app.issuer)).await;
        let added = add(&ada, &answered, "Key").await;
        let codes: Vec<String> = serde_json::from_value(added.json()["backup_codes"].clone()).unwrap();
        let path = format!("{PASSKEYS}/{}", added.json()["passkey"]["id"].as_str().unwrap());
        let mut other = Browser::new(&app);
        let page = crate::factors::phone::half(&mut other, &crate::support::AuthorizationRequest::default()).await;
        let page = other.open(&format!("{}&method=backup_code", page.url)).await;
        let back = other.submit(&page, &[("code", &codes[0])]).await;
        let tokens = crate::support::AuthorizationRequest::default().exchange(&app, &back.code()).await;
        let ada = Caller::with(&app, &tokens.text("access_token"));
        let odd = ada.sends(Method::PATCH, &path, &json!({"name": "x"}), None).await;
        is_problem(&odd, 422, "invalid");
        assert_eq!(wrong_members(&odd), ["label", "name"]);
        assert_eq!(ada.sends(Method::PATCH, &path, &json!({"label": "Laptop"}), None).await.status, 204);
        assert_eq!(ada.get(PASSKEYS).await.json()["items"][0]["label"], "Laptop");
        assert_eq!(ada.asks(Method::DELETE, &path).await.status, 204);
        is_problem(&ada.asks(Method::DELETE, &path).await, 404, "not-found");
        assert_eq!(ada.get(MFA).await.json()["backup_codes"], 0, "the last factor took the codes along");
        assert_eq!((app.count_events("mfa.renamed").await, app.count_events("mfa.removed").await), (1, 1));
    }

    async fn what_no_device_answered_is_refused(app: TestApp) {
        let ada = Caller::ada(&app).await;
        let odd = ada.posts(PASSKEYS, &json!({"state": 1, "credential": "x", "more": 1}), None).await;
        is_problem(&odd, 422, "invalid");
        assert_eq!(wrong_members(&odd), ["state", "more"]);
        let odd = ada.posts(PASSKEYS, &json!({"state": "00", "credential": "x"}), None).await;
        assert_eq!(wrong_members(&odd), ["credential"]);
        for (state, credential) in [("", json!({})), ("00", json!({"id": "x"})), ("zz", json!({"response": {}}))] {
            let refused = ada.posts(PASSKEYS, &json!({"state": state, "credential": credential}), None).await;
            is_problem(&refused, 403, "wrong-second-factor");
        }
    }
}
