//! `acr_values`, an essential `acr` and registered demands: a wish is a wish, a demand is met or refused, and what was not
//! shown is never claimed (MF-12, MF-18, OpenID Connect Core 3.1.2.1 and 5.5.1.1).

use sea_orm::{EntityTrait as _, PaginatorTrait as _};
use serde_json::json;
use signet::authn::{FirstFactor, totp_enrolment};
use signet::authorize::browser::{Browser as BrowserCookies, SessionCookie};
use signet::authorize::sign_in::{Ending, at_home};
use signet::authorize::signed_in;
use signet::model::audit_event::Origin;
use signet::secret::Secret;

use super::phone::{Phone, STEP, codes_on, half, is_second, kit};
use crate::support::app::WEB;
use crate::support::authorization::claims_of;
use crate::support::browser::Page;
use crate::support::{AuthorizationRequest, Browser, TestApp, in_each_setup};

const MULTI: &str = "urn:signet:acr:multi";
const SINGLE: &str = "urn:signet:acr:single";

fn essential(values: &[&str]) -> AuthorizationRequest {
    let claims = json!({"id_token": {"acr": {"essential": true, "values": values}}});
    AuthorizationRequest::default().with("claims", &claims.to_string())
}

async fn claims(app: &TestApp, request: &AuthorizationRequest, back: &Page) -> serde_json::Value {
    claims_of(&request.exchange(app, &back.code()).await.text("id_token"))
}

/// A session with the password alone, of a person who set an app up elsewhere.
async fn single_session(app: &TestApp, browser: &mut Browser<'_>) -> Phone {
    AuthorizationRequest::default().signed_in(browser).await.code();
    kit(app).await.phone
}

in_each_setup! {
    async fn a_session_is_stepped_up_by_the_second_factor_alone(app: TestApp) {
        let mut browser = Browser::new(&app);
        let phone = single_session(&app, &mut browser).await;
        let began = app.clock_seconds() - STEP;
        let plain = AuthorizationRequest::default();
        let before = plain.open(&mut browser).await;
        assert_eq!(claims(&app, &plain, &before).await["acr"], SINGLE, "nobody asked for more");
        let logins = app.count_events("login.success").await;
        for request in [plain.clone().with("acr_values", MULTI), essential(&[MULTI])] {
            let page = request.open(&mut browser).await;
            if app.count_events("mfa.verified").await == 0 {
                is_second(&page);
                let back = browser.submit(&page, &[("code", &phone.code(&app))]).await;
                let told = claims(&app, &request, &back).await;
                assert_eq!((&told["acr"], &told["amr"]), (&json!(MULTI), &json!(["pwd", "otp", "mfa"])));
            } else {
                assert_eq!(claims(&app, &request, &page).await["acr"], MULTI, "asked once");
            }
        }
        assert_eq!(app.count_events("login.success").await, logins, "nobody signed in anew");
        // The password is as old as it was.
        let told = plain.clone().with("max_age", "1000").open(&mut browser).await;
        let told = claims(&app, &plain, &told).await;
        assert!((told["auth_time"].as_i64().unwrap() - began).abs() <= 2 * STEP, "{told}");
        let late = plain.with("max_age", "10");
        app.travel(60);
        let page = late.open(&mut browser).await;
        assert!(page.answer.body.contains("id=\"login-form\""), "max_age asks for the password");
        let page = browser.sign_in(&page).await;
        is_second(&page);
    }

    async fn a_wish_is_not_forced_on_who_has_no_second_factor(app: TestApp) {
        let request = AuthorizationRequest::default().with("acr_values", &format!("{MULTI} {SINGLE}"));
        let told = claims_of(&request.tokens(&app).await.text("id_token"));
        assert_eq!((&told["acr"], &told["amr"]), (&json!(SINGLE), &json!(["pwd"])));
    }

    async fn without_a_page_a_wish_is_let_go_and_a_demand_is_refused(app: TestApp) {
        let mut browser = Browser::new(&app);
        single_session(&app, &mut browser).await;
        let wish = AuthorizationRequest::default().with("acr_values", MULTI).with("prompt", "none");
        let back = wish.open(&mut browser).await;
        assert_eq!(claims(&app, &wish, &back).await["acr"], SINGLE);
        let demand = essential(&[MULTI]).with("prompt", "none").open(&mut browser).await;
        demand.is_redirected_error(&app, "unmet_authentication_requirements");
        let lesser = essential(&[MULTI, SINGLE]).with("prompt", "none");
        let back = lesser.open(&mut browser).await;
        assert_eq!(claims(&app, &lesser, &back).await["acr"], SINGLE);
        let unknown = essential(&["urn:x"]).open(&mut browser).await;
        unknown.is_redirected_error(&app, "unmet_authentication_requirements");
    }

    async fn a_registered_demand_cannot_be_lowered_by_a_request(app: TestApp) {
        let bank = json!({
            "client_id": "bank", "client_secret": WEB.1, "first_party": true,
            "redirect_uris": ["https://bank.test/cb"], "default_acr_values": [MULTI],
        });
        app.add_client(bank).await;
        let bank = AuthorizationRequest::of(("bank", WEB.1), "https://bank.test/cb");
        let mut browser = Browser::new(&app);
        let phone = single_session(&app, &mut browser).await;
        for lowered in [bank.clone(), bank.clone().with("acr_values", SINGLE)] {
            is_second(&lowered.open(&mut browser).await);
            let silent = lowered.with("prompt", "none").open(&mut browser).await;
            silent.is_redirected_error(&app, "login_required");
        }
        let page = bank.open(&mut browser).await;
        let back = browser.submit(&page, &[("code", &phone.code(&app))]).await;
        assert_eq!(claims(&app, &bank, &back).await["acr"], MULTI);
    }

    async fn who_has_no_second_factor_sets_one_up_to_meet_a_demand(app: TestApp) {
        let request = essential(&[MULTI]);
        let mut browser = Browser::new(&app);
        let page = request.signed_in(&mut browser).await;
        assert!(page.answer.body.contains("id=\"totp-form\""), "{}", page.answer.body);
        let wrong = browser.submit(&page, &[("code", "000000")]).await;
        assert_eq!(wrong.answer.status, 400);
        let phone = Phone::reads(&wrong);
        assert_eq!(phone.secret(), Phone::reads(&page).secret(), "the key stays while it waits");
        let done = browser.submit(&wrong, &[("code", &phone.code(&app))]).await;
        assert_eq!(codes_on(&done).len(), 10, "{}", done.answer.body);
        let policy = done.answer.header("content-security-policy").to_owned();
        assert!(policy.contains("form-action 'self' https://rp.test"), "{policy}");
        let back = browser.submit(&done, &[("action", "continue")]).await;
        let told = claims(&app, &request, &back).await;
        assert_eq!((&told["acr"], &told["amr"]), (&json!(MULTI), &json!(["pwd", "otp", "mfa"])));
        // From now on they are asked.
        app.travel(STEP);
        half(&mut Browser::new(&app), &AuthorizationRequest::default()).await;
    }

    async fn nobody_sets_a_factor_up_in_a_session_that_somebody_left_open(app: TestApp) {
        let mut browser = Browser::new(&app);
        AuthorizationRequest::default().signed_in(&mut browser).await.code();
        app.travel(6 * 60);
        let page = essential(&[MULTI]).open(&mut browser).await;
        assert!(page.answer.body.contains("id=\"login-form\""), "{}", page.answer.body);
        assert!(page.answer.body.contains("Confirm that it is you"), "{}", page.answer.body);
        let page = browser.sign_in(&page).await;
        assert!(page.answer.body.contains("id=\"totp-form\""), "{}", page.answer.body);
    }

    /// BR-28: with a second factor too, a fresh sign-in is asked for exactly once.
    async fn a_fresh_sign_in_asks_for_both(app: TestApp) {
        let kit = kit(&app).await;
        let request = AuthorizationRequest::default().with("prompt", "login").with("max_age", "1");
        let mut browser = Browser::new(&app);
        for _ in 0..2 {
            let page = half(&mut browser, &request).await;
            // A person who takes their time is not asked again.
            app.travel(40);
            let back = browser.submit(&page, &[("code", &kit.phone.code(&app))]).await;
            let told = claims(&app, &request, &back).await;
            assert_eq!((&told["acr"], told["auth_time"].as_i64()), (&json!(MULTI), Some(app.clock_seconds())));
            app.travel(STEP);
        }
    }

    /// Whatever is added to a session that ends at the same moment begins no other one (SE-002, MF-01).
    async fn a_session_that_has_ended_is_not_begun_anew_by_what_is_added_to_it(app: TestApp) {
        let mut browser = Browser::new(&app);
        super::phone::at_home(&mut browser).await;
        let page = browser.open("/account/security/totp").await;
        let phone = Phone::reads(&page);
        let cookie = browser.cookies.iter().find(|(name, _)| name.contains("signet-session")).unwrap().1.clone();
        let (id, secret) = cookie.split_once('.').unwrap();
        let id: [u8; 16] = base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, id).unwrap().try_into().unwrap();
        let id = uuid::Uuid::from_bytes(id);
        let there = BrowserCookies {
            secret: Secret::new("x"),
            session: Some(SessionCookie { id, secret: Secret::new(secret) }),
            device: None,
            known: None,
            words: signet::words::Words::of(signet::words::Locale::English),
        };
        let (services, origin, now) = (&app.services, Origin::default(), app.services.clock.now());
        let who = signed_in(services, &there, now).await.unwrap().unwrap();
        let (first, code) = (FirstFactor::of_session(&who), Secret::new(phone.code(&app)));
        let enrolled = totp_enrolment::confirm(services, &first, &id.to_string(), &code, &origin).await.unwrap();
        // The person signs out while the code is judged.
        let out = browser.open("/logout").await;
        browser.submit(&out, &[("action", "yes")]).await;
        let sessions = async || entity::session::Entity::find().count(services.db.reader()).await.unwrap();
        let before = sessions().await;
        let ending = Ending { is_step_up: true, ..Ending::default() };
        assert!(at_home(services, &enrolled.who, ending, (&there, &origin)).await.is_err());
        assert_eq!(sessions().await, before);
    }

    async fn a_stepped_up_session_belongs_to_its_browser(app: TestApp) {
        let mut browser = Browser::new(&app);
        let phone = single_session(&app, &mut browser).await;
        let request = AuthorizationRequest::default().with("acr_values", MULTI);
        let page = request.open(&mut browser).await;
        // The person signs out in another tab.
        let out = browser.open("/logout").await;
        browser.submit(&out, &[("action", "yes")]).await;
        let back = browser.submit(&page, &[("code", &phone.code(&app))]).await;
        assert!(back.parameter("code").is_none() && back.answer.status == 400, "{}", back.answer.body);
    }
}

/// What is promised is kept.
#[tokio::test(flavor = "multi_thread")]
async fn the_metadata_names_both_values() {
    let app = TestApp::start(crate::support::Setup::Sqlite).await.unwrap();
    let metadata = app.get("/.well-known/openid-configuration").await.json();
    assert_eq!(metadata["acr_values_supported"], json!([SINGLE, MULTI]));
}
