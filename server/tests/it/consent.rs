//! Consent: asked of third parties, remembered for what was really agreed.

use crate::support::app::PARTNER;
use crate::support::browser::Page;
use crate::support::{AuthorizationRequest, Browser, in_each_setup};

fn partner() -> AuthorizationRequest {
    AuthorizationRequest::of(PARTNER, "https://partner.test/cb")
}

async fn consent_page(request: &AuthorizationRequest, browser: &mut Browser<'_>) -> Page {
    let page = request.open(browser).await;
    let page = if page.answer.body.contains("login-form") { browser.sign_in(&page).await } else { page };
    assert!(page.answer.body.contains("id=\"consent-form\""), "{}", page.answer.body);
    page
}

in_each_setup! {
    async fn the_page_shows_what_will_be_shared(app: TestApp) {
        let mut browser = Browser::new(&app);
        let page = consent_page(&partner().with("scope", "openid profile email offline_access"), &mut browser).await;
        for shown in ["Partner", "partner.test", "ada@example.com", "Ada Lovelace", "id=\"approve\"", "id=\"deny\""] {
            assert!(page.answer.body.contains(shown), "{shown} is missing");
        }
        let denied = browser.submit(&page, &[("action", "deny")]).await;
        denied.is_redirected_error(&app, "access_denied");
        assert_eq!(app.count_events("consent.denied").await, 1);
    }

    async fn all_that_is_shared_is_said_in_words(app: TestApp) {
        let asked = partner().with("scope", "openid profile email phone");
        for (language, expected) in [
            ("en", [
                "The identifier of your account on Signet",
                "<i>Address confirmed</i> <bdi>Yes</bdi>",
                "<i>Number confirmed</i> <bdi>No</bdi>",
                "<i>Last changed</i> <bdi><time datetime=\"2026-01-01\">1 January 2026</time></bdi>",
                "<i>Language</i> <bdi>English (GB)</bdi>",
            ]),
            ("de", [
                "Die Kennung Ihres Kontos bei Signet",
                "<i>Adresse bestätigt</i> <bdi>Ja</bdi>",
                "<i>Nummer bestätigt</i> <bdi>Nein</bdi>",
                "<i>Zuletzt geändert</i> <bdi><time datetime=\"2026-01-01\">1. Januar 2026</time></bdi>",
                "<i>Sprache</i> <bdi>English (GB)</bdi>",
            ]),
        ] {
            let mut browser = Browser::new(&app);
            let page = consent_page(&asked.clone().with("ui_locales", language), &mut browser).await;
            for words in expected {
                assert!(page.answer.body.contains(words), "{words} is missing: {}", page.answer.body);
            }
        }
        let single = partner().with("scope", "openid").with("claims", r#"{"userinfo":{"phone_number_verified":null}}"#);
        let page = consent_page(&single, &mut Browser::new(&app)).await;
        let line = "<li data-scope=\"phone_number_verified\"><b>Number confirmed</b><span><bdi>No</bdi></span></li>";
        assert!(page.answer.body.contains(line), "{}", page.answer.body);
    }

    async fn it_is_remembered_and_asked_again_for_more(app: TestApp) {
        let mut browser = Browser::new(&app);
        let page = consent_page(&partner(), &mut browser).await;
        browser.submit(&page, &[("action", "approve")]).await.code();
        partner().open(&mut browser).await.code();
        partner().with("prompt", "none").open(&mut browser).await.code();
        let more = partner().with("scope", "openid email phone");
        let page = consent_page(&more, &mut browser).await;
        browser.submit(&page, &[("action", "approve")]).await.code();
        more.open(&mut browser).await.code();
        consent_page(&partner().with("prompt", "consent"), &mut browser).await;
        assert_eq!(app.count_events("consent.granted").await, 2);
    }

    async fn a_first_party_is_not_asked_unless_it_insists(app: TestApp) {
        let mut browser = Browser::new(&app);
        AuthorizationRequest::default().signed_in(&mut browser).await.code();
        let insists = AuthorizationRequest::default().with("prompt", "consent");
        let page = consent_page(&insists, &mut browser).await;
        browser.submit(&page, &[("action", "approve")]).await.code();
    }

    async fn a_form_that_is_not_ours_changes_nothing(app: TestApp) {
        let mut browser = Browser::new(&app);
        let page = consent_page(&partner(), &mut browser).await;
        let (action, body) = Browser::form(&page, &[("action", "approve")]);
        let without_token: String = body.split('&').filter(|pair| !pair.starts_with("csrf=")).collect::<Vec<_>>().join("&");
        for (headers, body) in [
            (vec![], without_token),
            (vec![("origin", "https://evil.test".to_owned())], body.clone()),
            (vec![("sec-fetch-site", "cross-site".to_owned())], body.clone()),
        ] {
            browser.headers = headers;
            let refused = browser.request(reqwest::Method::POST, &action, Some(body)).await;
            assert_eq!(refused.answer.status, 403);
            refused.is_error_page();
        }
        browser.headers.clear();
        let mut thief = Browser::new(&app);
        AuthorizationRequest::default().open(&mut thief).await;
        let stolen = thief.request(reqwest::Method::POST, &action, Some(body.clone())).await;
        assert_eq!(stolen.answer.status, 403);
        partner().with("prompt", "none").open(&mut browser).await.is_redirected_error(&app, "consent_required");
        assert_eq!(app.count_events("form.refused").await, 4);
        let back = browser.request(reqwest::Method::POST, &action, Some(body.clone())).await;
        back.code();
        browser.request(reqwest::Method::POST, &action, Some(body)).await.is_error_page();
    }

    async fn nothing_beyond_the_request_can_be_granted(app: TestApp) {
        let mut browser = Browser::new(&app);
        let page = consent_page(&partner().with("scope", "openid"), &mut browser).await;
        let swapped = [("action", "approve"), ("scope", "openid email phone"), ("client_id", "web")];
        let back = browser.submit(&page, &swapped).await;
        let tokens = partner().exchange(&app, &back.code()).await;
        assert_eq!(tokens.text("scope"), "openid");
    }
}
