//! Codes on paper: once each, however written, dead once there are new ones (MF-11).

use futures::future::join_all;

use super::phone::{codes_on, half, is_second, kit, set_up};
use crate::support::authorization::claims_of;
use crate::support::browser::Page;
use crate::support::{AuthorizationRequest, Browser, TestApp, in_each_setup};

/// Signs in up to the page that asks for a code on paper, and sends this one.
async fn try_code(app: &TestApp, code: &str) -> Page {
    let (mut browser, page) = asked(app).await;
    browser.submit(&page, &[("code", code)]).await
}

/// A browser at the page that asks for a code on paper.
async fn asked(app: &TestApp) -> (Browser<'_>, Page) {
    let mut browser = Browser::new(app);
    let page = half(&mut browser, &AuthorizationRequest::default()).await;
    let page = browser.open(&format!("{}&method=backup_code", page.url)).await;
    (browser, page)
}

in_each_setup! {
    async fn a_code_on_paper_signs_in_once_however_it_is_written(app: TestApp) {
        let kit = kit(&app).await;
        let code = &kit.paper[0];
        let spelled = format!(" {} ", code.replace('-', " ").to_uppercase());
        let back = try_code(&app, &spelled).await;
        let tokens = AuthorizationRequest::default().exchange(&app, &back.code()).await;
        let claims = claims_of(&tokens.text("id_token"));
        assert_eq!((&claims["acr"], &claims["amr"]), (&"urn:signet:acr:multi".into(), &serde_json::json!(["pwd", "otp", "mfa"])));
        for again in [code.as_str(), &spelled, &code.replace('-', "")] {
            let refused = try_code(&app, again).await;
            assert_eq!(refused.answer.status, 400, "{again}");
            is_second(&refused);
        }
        try_code(&app, &kit.paper[1]).await.code();
    }

    async fn of_the_same_code_on_paper_at_once_one_wins(app: TestApp) {
        let kit = kit(&app).await;
        let mut places = Vec::new();
        for _ in 0..5 {
            places.push(asked(&app).await);
        }
        let send = async |(browser, page): &mut (Browser<'_>, Page)| browser.submit(page, &[("code", &kit.paper[3])]).await;
        let tries = join_all(places.iter_mut().map(send)).await;
        assert_eq!(tries.iter().filter(|page| page.parameter("code").is_some()).count(), 1);
    }

    async fn new_codes_end_the_old_ones(app: TestApp) {
        let mut browser = Browser::new(&app);
        let kit = set_up(&app, &mut browser).await;
        let page = browser.open("/account/security").await;
        assert!(page.answer.body.contains("10 are left"), "{}", page.answer.body);
        let asked = browser.open("/account/security/codes").await;
        assert!(asked.answer.body.contains("10 are left"), "it says what ends: {}", asked.answer.body);
        let renewed = browser.submit(&asked, &[]).await;
        let fresh = codes_on(&renewed);
        assert_eq!(fresh.len(), 10, "{}", renewed.answer.body);
        assert!(!fresh.iter().any(|code| kit.paper.contains(code)));
        assert_eq!(try_code(&app, &kit.paper[0]).await.answer.status, 400);
        try_code(&app, &fresh[0]).await.code();
        let page = browser.open("/account/security").await;
        assert!(page.answer.body.contains("9 are left"), "{}", page.answer.body);
        assert_eq!(app.count_events("mfa.backup_codes_made").await, 1);
    }

    async fn guesses_of_codes_on_paper_are_limited(app: TestApp) {
        let kit = kit(&app).await;
        for place in 0..7 {
            let refused = try_code(&app, "00000-00000").await;
            assert_eq!(refused.answer.status, if place < 5 { 400 } else { 429 }, "{place}");
        }
        assert_eq!(try_code(&app, &kit.paper[0]).await.answer.status, 429);
    }

    async fn a_code_of_another_person_is_worth_nothing(app: TestApp) {
        let kit = kit(&app).await;
        let bob = serde_json::json!({"preferred_username": "bob", "password": app.user.password});
        app.add_user(bob).await;
        let mut browser = Browser::new(&app);
        let page = browser.open("/sign-in").await;
        browser.submit(&page, &[("username", "bob"), ("password", app.user.password)]).await;
        let page = browser.open("/account/security/totp").await;
        let phone = super::phone::Phone::reads(&page);
        browser.submit(&page, &[("code", &phone.code(&app))]).await;
        let mut browser = Browser::new(&app);
        let page = browser.open("/sign-in").await;
        let page = browser.submit(&page, &[("username", "bob"), ("password", app.user.password)]).await;
        is_second(&page);
        for code in [kit.phone.code_of(&app, 1), kit.phone.code(&app)] {
            assert_eq!(browser.submit(&page, &[("code", &code)]).await.answer.status, 400);
        }
        let page = browser.open(&format!("{}&method=backup_code", page.url)).await;
        assert_eq!(browser.submit(&page, &[("code", &kit.paper[0])]).await.answer.status, 400);
        try_code(&app, &kit.paper[0]).await.code();
    }
}
