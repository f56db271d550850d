//! A sign-in that waits for its second factor opens nothing, belongs to its browser, and ends (MF-01, MF-02, MF-17).

use signet::admin;
use signet::model::user::UserStatus;
use signet::secret::Secret;

use super::phone::{at_home, half, has_session, is_second, kit, step_of};
use crate::support::{AuthorizationRequest, Browser, in_each_setup};

in_each_setup! {
    async fn it_opens_nothing_but_the_second_step(app: TestApp) {
        let kit = kit(&app).await;
        let mut browser = Browser::new(&app);
        let request = AuthorizationRequest::default();
        let page = half(&mut browser, &request).await;
        let transaction = page.url.split("transaction=").nth(1).unwrap().split('&').next().unwrap().to_owned();
        for path in [
            "/account/security".to_owned(),
            "/account/security/totp".to_owned(),
            "/account/security/totp.png".to_owned(),
            format!("/consent?transaction={transaction}"),
            format!("/login?transaction={transaction}"),
        ] {
            let opened = browser.open(&path).await;
            assert!(opened.answer.body.contains("id=\"login-form\""), "{path}: {}", opened.answer.body);
        }
        let home = browser.open("/").await;
        assert!(!home.answer.body.contains("ada@example.com"));
        request.clone().with("prompt", "none").open(&mut browser).await.is_redirected_error(&app, "login_required");
        // Account choice and consent, sent without their pages, mark no step as done.
        let login = browser.open(&format!("/login?transaction={transaction}")).await;
        for action in ["continue", "approve"] {
            let sent = browser.submit(&login, &[("action", action)]).await;
            assert!(sent.parameter("code").is_none(), "{action}");
        }
        assert!(!has_session(&browser));
        // And it still is what it was.
        let page = browser.open(&page.url).await;
        browser.submit(&page, &[("code", &kit.phone.code(&app))]).await.code();
    }

    async fn another_browser_does_nothing_with_it(app: TestApp) {
        let kit = kit(&app).await;
        let mut alice = Browser::new(&app);
        let page = half(&mut alice, &AuthorizationRequest::default()).await;
        let mut mallory = Browser::new(&app);
        let own = half(&mut mallory, &AuthorizationRequest::default()).await;
        let stolen = mallory.open(&page.url).await;
        assert_eq!(stolen.answer.status, 400, "{}", stolen.answer.body);
        let (action, body) = Browser::form(&own, &[("code", &kit.phone.code(&app))]);
        let swapped = body.replace(&step_of(&own), &step_of(&page));
        let refused = mallory.request(reqwest::Method::POST, &action, Some(swapped)).await;
        assert_eq!(refused.answer.status, 403);
        let (action, body) = Browser::form(&page, &[("code", &kit.phone.code(&app))]);
        let refused = mallory.request(reqwest::Method::POST, &action, Some(body)).await;
        assert_eq!(refused.answer.status, 403);
        assert!(!has_session(&mallory));
        alice.submit(&page, &[("code", &kit.phone.code(&app))]).await.code();
    }

    async fn it_holds_for_ten_minutes(app: TestApp) {
        let kit = kit(&app).await;
        for minutes in [9, 10] {
            let mut browser = Browser::new(&app);
            let page = half(&mut browser, &AuthorizationRequest::default()).await;
            app.travel(minutes * 60);
            let back = browser.submit(&page, &[("code", &kit.phone.code(&app))]).await;
            assert_eq!(back.parameter("code").is_some(), minutes == 9, "{minutes}");
            if minutes == 10 {
                assert!(back.answer.body.contains("id=\"login-form\""), "it begins again: {}", back.answer.body);
                let page = browser.sign_in(&back).await;
                is_second(&page);
                browser.submit(&page, &[("code", &kit.phone.code(&app))]).await.code();
            }
        }
        // Without an application it leads to our own door.
        let mut browser = Browser::new(&app);
        let page = at_home(&mut browser).await;
        is_second(&page);
        app.travel(10 * 60);
        let back = browser.submit(&page, &[("code", &kit.phone.code(&app))]).await;
        assert!(back.answer.body.contains("id=\"login-form\"") && !has_session(&browser));
    }

    async fn whatever_ends_sessions_ends_it(app: TestApp) {
        let kit = kit(&app).await;
        let office = app.office();
        let password = Secret::new(app.user.password);
        for what in ["suspended", "password", "deleted factors"] {
            app.travel(30);
            let mut browser = Browser::new(&app);
            let page = half(&mut browser, &AuthorizationRequest::default()).await;
            match what {
                "suspended" => {
                    for status in [UserStatus::Suspended, UserStatus::Active] {
                        admin::users::set_status(&office, "ada", status).await.unwrap();
                    }
                }
                "password" => drop(admin::users::set_password(&office, "ada", &password).await.unwrap()),
                _ => assert!(admin::users::reset_mfa(&office, "ada").await.unwrap()),
            }
            let back = browser.submit(&page, &[("code", &kit.phone.code(&app))]).await;
            assert!(back.parameter("code").is_none() && !has_session(&browser), "{what}: {}", back.url);
            assert!(back.answer.body.contains("id=\"login-form\""), "{what}: {}", back.answer.body);
        }
    }

    async fn another_way_and_back_marks_nothing_as_done(app: TestApp) {
        let kit = kit(&app).await;
        let mut browser = Browser::new(&app);
        let page = half(&mut browser, &AuthorizationRequest::default()).await;
        for method in ["backup_code", "totp", "passkey", "", "totp"] {
            let other = browser.open(&format!("{}&method={method}", page.url)).await;
            if other.answer.status == 200 {
                is_second(&other);
                let empty = browser.submit(&other, &[("code", "")]).await;
                assert_eq!(empty.answer.status, 400, "{method}");
            }
        }
        let back = browser.submit(&page, &[("action", "cancel"), ("code", &kit.phone.code(&app))]).await;
        back.is_redirected_error(&app, "access_denied");
        assert!(!has_session(&browser));
    }
}
