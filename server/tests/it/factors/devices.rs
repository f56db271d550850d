//! Devices that are not asked again: for their person, for their time, never against a demand.

use serde_json::json;
use signet::admin;
use signet::secret::Secret;

use super::phone::{Kit, STEP, at_home, half, has_session, is_second, kit};
use crate::support::app::Options;
use crate::support::authorization::claims_of;
use crate::support::{AuthorizationRequest, Browser, Setup, TestApp, databases, in_each_setup};

/// A browser that the person asked to remember, signed out again: the cookie of the device is all it has.
async fn remembered<'a>(app: &'a TestApp, kit: &Kit) -> Browser<'a> {
    let mut browser = Browser::new(app);
    let page = half(&mut browser, &AuthorizationRequest::default()).await;
    assert!(page.answer.body.contains("for 30 days"), "{}", page.answer.body);
    browser.submit(&page, &[("code", &kit.phone.code(app)), ("remember", "1")]).await.code();
    browser.cookies.retain(|name, _| name.contains("signet-device"));
    assert_eq!(browser.cookies.len(), 1, "the device's cookie");
    app.travel(STEP);
    browser
}

in_each_setup! {
    async fn a_remembered_device_is_not_asked_and_claims_one_factor(app: TestApp) {
        let kit = kit(&app).await;
        let mut browser = remembered(&app, &kit).await;
        let request = AuthorizationRequest::default();
        let back = request.signed_in(&mut browser).await;
        let told = claims_of(&request.exchange(&app, &back.code()).await.text("id_token"));
        assert_eq!((&told["acr"], &told["amr"]), (&json!("urn:signet:acr:single"), &json!(["pwd"])));
        // It opens nothing that a second factor was asked for by somebody else.
        let demand = request.with("acr_values", "urn:signet:acr:multi");
        is_second(&demand.open(&mut browser).await);
        browser.cookies.retain(|name, _| name.contains("signet-device"));
        is_second(&demand.signed_in(&mut browser).await);
    }

    async fn it_is_forgotten_when_its_time_is_over_or_the_person_says_so(app: TestApp) {
        let kit = kit(&app).await;
        let mut browser = remembered(&app, &kit).await;
        at_home(&mut browser).await;
        assert!(has_session(&browser));
        let page = browser.open("/account/security").await;
        assert!(page.answer.body.contains("test-browser/1"), "{}", page.answer.body);
        let done = browser.submit(&page, &[("action", "devices-forget")]).await;
        assert!(done.answer.body.contains("Every device is asked again"), "{}", done.answer.body);
        browser.cookies.retain(|name, _| name.contains("signet-device"));
        is_second(&at_home(&mut browser).await);
        let mut browser = remembered(&app, &kit).await;
        app.travel(30 * 24 * 3600);
        is_second(&at_home(&mut browser).await);
    }

    async fn it_counts_for_its_person_alone_and_not_past_a_new_password(app: TestApp) {
        let kit = kit(&app).await;
        let mut browser = remembered(&app, &kit).await;
        let cookie = browser.cookies.clone();
        for damaged in ["", "x.y", "AAAAAAAAAAAAAAAAAAAAAA.AAAA"] {
            let mut other = Browser::new(&app);
            other.cookies = cookie.keys().map(|name| (name.clone(), damaged.to_owned())).collect();
            is_second(&at_home(&mut other).await);
        }
        let password = Secret::new(app.user.password);
        admin::users::set_password(&app.office(), "ada", &password).await.unwrap();
        is_second(&at_home(&mut browser).await);
    }
}

/// SE-012: an operator who takes it back takes it back from every device, and none is remembered any more.
#[tokio::test(flavor = "multi_thread")]
async fn an_operator_who_takes_it_back_is_obeyed_at_once() {
    let url = databases::fresh(Setup::Sqlite).await.unwrap();
    let app = async |remember: &str| {
        let flags = vec![("mfa.remember", remember.to_owned())];
        let issuer = Some("https://id.example.com".to_owned());
        let options = Options { flags, issuer, database_url: Some(url.clone()), ..Options::default() };
        TestApp::with(Setup::Sqlite, options).await.unwrap()
    };
    let (cookies, kit, now) = {
        let before = app("30d").await;
        let kit = kit(&before).await;
        let mut browser = remembered(&before, &kit).await;
        at_home(&mut browser).await;
        assert!(has_session(&browser), "as long as it is allowed");
        browser.cookies.retain(|name, _| name.contains("signet-device"));
        (browser.cookies.clone(), kit, before.clock_seconds())
    };
    let after = app("").await;
    after.travel(now - after.clock_seconds());
    let mut browser = Browser::new(&after);
    browser.cookies = cookies.clone();
    let page = at_home(&mut browser).await;
    is_second(&page);
    assert!(!page.answer.body.contains("name=\"remember\""), "{}", page.answer.body);
    browser.submit(&page, &[("code", &kit.phone.code(&after)), ("remember", "1")]).await;
    assert!(has_session(&browser));
    browser.cookies.retain(|name, _| name.contains("signet-device"));
    assert_eq!(browser.cookies, cookies, "none is remembered");
}
