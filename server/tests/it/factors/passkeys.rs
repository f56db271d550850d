//! Passkeys: alone, beside a password, and everything that a device or somebody in between could bend.

use futures::future::join_all;

use super::authenticator::{Answered, Device};
use super::phone::{at_home, codes_on, half, has_session, is_second};
use crate::support::authorization::claims_of;
use crate::support::browser::Page;
use crate::support::{AuthorizationRequest, Browser, TestApp, in_each_setup};

/// Sends a page's form with a passkey's answer: the hidden fields of the page, but for the answer itself.
async fn send(browser: &mut Browser<'_>, page: &Page, answered: &Answered, more: &[(&str, &str)]) -> Page {
    let (action, body) = Browser::form(page, &[]);
    let kept = url::form_urlencoded::parse(body.as_bytes()).filter(|(name, _)| !name.starts_with("passkey_"));
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(kept)
        .append_pair("passkey_state", &answered.state)
        .extend_pairs(answered.fields(more))
        .finish();
    browser.request(reqwest::Method::POST, &action, Some(body)).await
}

/// A person who has added a passkey; the browser is still signed in.
pub async fn with_passkey(app: &TestApp, browser: &mut Browser<'_>) -> Device {
    at_home(browser).await;
    let page = browser.open("/account/security/passkey").await;
    let mut device = Device::new(&app.issuer);
    let made = device.makes(&page);
    let done = send(browser, &page, &made, &[("label", "Phone")]).await;
    assert_eq!(codes_on(&done).len(), 10, "{} {}", done.answer.status, done.answer.body);
    device
}

/// Offers the device's answer to a fresh sign-in page.
pub async fn alone(app: &TestApp, device: &Device) -> Page {
    let mut browser = Browser::new(app);
    let page = AuthorizationRequest::default().open(&mut browser).await;
    let back = send(&mut browser, &page, &device.shows(&page), &[]).await;
    assert_eq!(has_session(&browser), back.parameter("code").is_some());
    back
}

in_each_setup! {
    async fn a_passkey_alone_signs_in_and_is_two_factors(app: TestApp) {
        let mut device = with_passkey(&app, &mut Browser::new(&app)).await;
        for _ in 0..2 {
            device.counter += 1;
            let back = alone(&app, &device).await;
            let tokens = AuthorizationRequest::default().exchange(&app, &back.code()).await;
            let told = claims_of(&tokens.text("id_token"));
            assert_eq!(told["acr"], "urn:signet:acr:multi");
            assert_eq!(told["amr"], serde_json::json!(["pop", "mfa"]));
            assert_eq!(told["sub"], app.user.id.as_str());
        }
    }

    async fn a_passkey_stands_beside_the_password(app: TestApp) {
        let mut device = with_passkey(&app, &mut Browser::new(&app)).await;
        device.counter += 1;
        let mut browser = Browser::new(&app);
        let page = half(&mut browser, &AuthorizationRequest::default()).await;
        let answered = device.shows(&page);
        let back = send(&mut browser, &page, &answered, &[]).await;
        let tokens = AuthorizationRequest::default().exchange(&app, &back.code()).await;
        assert_eq!(claims_of(&tokens.text("id_token"))["amr"], serde_json::json!(["pwd", "pop", "mfa"]));
    }

    async fn an_answer_counts_once_for_its_own_question(app: TestApp) {
        let mut device = with_passkey(&app, &mut Browser::new(&app)).await;
        device.counter += 1;
        let mut browser = Browser::new(&app);
        let first = AuthorizationRequest::default().open(&mut browser).await;
        let second = AuthorizationRequest::default().open(&mut browser).await;
        let answered = device.shows(&first);
        // With another request, with another question's state, in another browser's page, and late.
        let swapped = send(&mut browser, &second, &answered, &[]).await;
        assert_eq!(swapped.answer.status, 400);
        let mixed = Answered { state: device.shows(&second).state, answer: answered.answer.clone() };
        assert_eq!(send(&mut browser, &second, &mixed, &[]).await.answer.status, 400);
        let mut mallory = Browser::new(&app);
        let own = AuthorizationRequest::default().open(&mut mallory).await;
        assert_eq!(send(&mut mallory, &own, &answered, &[]).await.answer.status, 400);
        send(&mut browser, &first, &answered, &[]).await.code();
        let again = AuthorizationRequest::default().with("prompt", "login").open(&mut Browser::new(&app)).await;
        assert_eq!(send(&mut Browser::new(&app), &again, &answered, &[]).await.parameter("code"), None);
        let mut late = Browser::new(&app);
        let page = AuthorizationRequest::default().open(&mut late).await;
        device.counter += 1;
        let answered = device.shows(&page);
        app.travel(10 * 60);
        assert_eq!(send(&mut late, &page, &answered, &[]).await.answer.status, 400);
        assert!(!has_session(&late) && !has_session(&mallory));
    }

    async fn what_the_device_must_not_say_is_refused(app: TestApp) {
        let mut device = with_passkey(&app, &mut Browser::new(&app)).await;
        device.counter = 7;
        alone(&app, &device).await.code();
        // A copy of the device is behind.
        for counter in [7, 3] {
            device.counter = counter;
            assert_eq!(alone(&app, &device).await.answer.status, 400, "{counter}");
        }
        device.counter = 8;
        device.verifies = false;
        assert_eq!(alone(&app, &device).await.answer.status, 400, "nobody unlocked it");
        device.verifies = true;
        for origin in ["https://evil.test", "http://localhost", "null"] {
            let own = std::mem::replace(&mut device.origin, origin.to_owned());
            assert_eq!(alone(&app, &device).await.answer.status, 400, "{origin}");
            device.origin = own;
        }
        let stranger = Device::new(&app.issuer);
        let mut browser = Browser::new(&app);
        let page = AuthorizationRequest::default().open(&mut browser).await;
        assert_eq!(send(&mut browser, &page, &stranger.shows(&page), &[]).await.answer.status, 400);
        for answer in ["", "{}", "[]", "\u{0}", &"x".repeat(9000)] {
            let bent = Answered { state: device.shows(&page).state, answer: answer.to_owned() };
            assert_eq!(send(&mut browser, &page, &bent, &[]).await.answer.status, 400);
        }
        alone(&app, &device).await.code();
    }

    async fn of_the_same_answer_at_once_one_wins(app: TestApp) {
        let mut device = with_passkey(&app, &mut Browser::new(&app)).await;
        device.counter += 1;
        let mut browser = Browser::new(&app);
        let page = AuthorizationRequest::default().open(&mut browser).await;
        let answered = device.shows(&page);
        let (action, body) = Browser::form(&page, &[]);
        let kept = url::form_urlencoded::parse(body.as_bytes()).filter(|(name, _)| !name.starts_with("passkey_"));
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(kept)
            .append_pair("passkey_state", &answered.state)
            .extend_pairs(answered.fields(&[]))
            .finish();
        let cookies: Vec<String> = browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let sends = (0..8).map(|_| async {
            let request = app.http.post(app.at(&action)).header("cookie", cookies.join("; "));
            let request = request.header("content-type", "application/x-www-form-urlencoded").body(body.clone());
            let answer = request.send().await.unwrap();
            let location = answer.headers().get("location").and_then(|value| value.to_str().ok());
            location.is_some_and(|location| location.contains("code="))
        });
        let won = join_all(sends).await.into_iter().filter(|won| *won).count();
        assert_eq!(won, 1);
    }

    async fn a_passkey_is_named_removed_and_then_worth_nothing(app: TestApp) {
        let mut browser = Browser::new(&app);
        let mut device = with_passkey(&app, &mut browser).await;
        let list = browser.open("/account/security").await;
        let (_, link) = list.answer.body.split_once("/account/security/passkey?id=").unwrap();
        let path = format!("/account/security/passkey?id={}", link.split('"').next().unwrap());
        let page = browser.open(&path).await;
        let named = browser.submit(&page, &[("action", "rename"), ("label", "  Old\u{7} phone  ")]).await;
        assert!(named.answer.body.contains("<bdi>Old phone</bdi>"), "{}", named.answer.body);
        // Another person's is none of theirs.
        let bob = serde_json::json!({"preferred_username": "bob", "password": app.user.password});
        app.add_user(bob).await;
        let mut other = Browser::new(&app);
        let sign_in = other.open("/sign-in").await;
        other.submit(&sign_in, &[("username", "bob"), ("password", app.user.password)]).await;
        let own = other.open("/account/security/passkey").await;
        let id = path.split("id=").nth(1).unwrap();
        let (action_path, body) = Browser::form(&own, &[("action", "rename"), ("id", id), ("label", "x")]);
        other.request(reqwest::Method::POST, &action_path, Some(body)).await;
        let remove = format!("/account/security/passkey/remove?id={id}");
        for nobodys in [&remove, "/account/security/passkey/remove?id=AAECAw", "/account/security/passkey/remove"] {
            let refused = other.open(nobodys).await;
            refused.is_error_page();
            assert_eq!(refused.answer.status, 404, "{nobodys}");
        }
        device.counter += 1;
        alone(&app, &device).await.code();
        assert!(browser.open(&remove).await.answer.body.contains("Remove the passkey “Old phone”?"));
        let gone = browser.agree(&remove, &[]).await;
        assert!(gone.answer.body.contains("The passkey is removed"), "{}", gone.answer.body);
        device.counter += 1;
        assert_eq!(alone(&app, &device).await.answer.status, 400);
        assert_eq!(browser.open(&remove).await.answer.status, 404, "it is not there any more");
        // The last factor has gone: the password is enough again.
        AuthorizationRequest::default().code(&app).await;
    }

    async fn a_person_with_a_passkey_is_asked_for_it(app: TestApp) {
        with_passkey(&app, &mut Browser::new(&app)).await;
        let mut browser = Browser::new(&app);
        let page = half(&mut browser, &AuthorizationRequest::default()).await;
        is_second(&page);
        for (fields, what) in [(&[("code", "000000")][..], "a code"), (&[("method", "totp"), ("code", "0")], "an app")] {
            let refused = browser.submit(&page, fields).await;
            assert!(matches!(refused.answer.status, 400 | 429), "{what}");
        }
        assert!(!has_session(&browser));
    }
}
