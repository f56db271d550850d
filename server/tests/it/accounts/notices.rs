//! Whoever's second factors change is told (security.md MF-15), at the address that they have proven.

use serde_json::json;

use super::{mail_to, mails, with_mail};
use crate::factors::phone::{Phone, codes_on, kit, set_up};
use crate::support::app::WEB;
use crate::support::{AuthorizationRequest, Browser};

with_mail! {
    async fn each_change_of_a_second_factor_is_told(app: TestApp) {
        let mut browser = Browser::new(&app);
        set_up(&app, &mut browser).await;
        let mail = mail_to(&app, "ada@example.com").await;
        assert_eq!((mail.letter.as_str(), mail.subject.as_str()), ("factor_changed", "How you sign in to Signet has changed"));
        assert!(mail.text.contains("An authenticator app was set up"), "{}", mail.text);
        let renewed = browser.agree("/account/security/codes", &[]).await;
        assert_eq!(codes_on(&renewed).len(), 10);
        assert!(mail_to(&app, "ada@example.com").await.text.contains("New backup codes"));
        app.travel(1);
        let done = browser.agree("/account/security/totp/remove", &[]).await;
        assert!(done.answer.body.contains("The authenticator app is removed"), "{}", done.answer.body);
        assert!(mail_to(&app, "ada@example.com").await.text.contains("was removed"));
        assert_eq!(mails(&app).await.len(), 3);
        for code in codes_on(&renewed) {
            assert!(mails(&app).await.iter().all(|mail| !mail.text.contains(&code)), "no secret is in them");
        }
    }

    async fn ones_own_new_password_is_told(app: TestApp) {
        let mut browser = Browser::new(&app);
        crate::factors::phone::at_home(&mut browser).await;
        let page = browser.open("/change-password").await;
        browser.submit(&page, &[("current", app.user.password), ("password", super::PASSWORD)]).await;
        let mail = mail_to(&app, "ada@example.com").await;
        assert_eq!((mail.letter.as_str(), mails(&app).await.len()), ("password_changed", 1));
        assert!(mail.text.contains("has just been changed") && mail.text.contains("has ended"), "{}", mail.text);
        mail.link(&app, "/forgot");
    }

    /// LG-022, RS-08: the person learns of what an operator does to their password.
    async fn a_password_that_an_operator_sets_is_told(app: TestApp) {
        let new = signet::secret::Secret::new(super::PASSWORD);
        signet::admin::users::set_password(&app.office(), "ada", &new).await.unwrap();
        let mail = mail_to(&app, "ada@example.com").await;
        assert_eq!(mail.letter, "password_changed");
        assert!(mail.text.contains("Somebody who runs Signet") && !mail.text.contains(super::PASSWORD), "{}", mail.text);
        mail.link(&app, "/forgot");
        app.add_user(json!({"email": "erin@example.com", "password": "right horse battery"})).await;
        signet::admin::users::set_password(&app.office(), "erin@example.com", &new).await.unwrap();
        assert_eq!(mails(&app).await.len(), 1, "an address that nobody has proven is told nothing");
    }

    /// Whoever has lost everything is helped, and whose factors go without having asked learns of it.
    async fn factors_that_an_operator_removes_are_told(app: TestApp) {
        set_up(&app, &mut Browser::new(&app)).await;
        app.travel(1);
        assert!(signet::admin::users::reset_mfa(&app.office(), "ada").await.unwrap());
        let mail = mail_to(&app, "ada@example.com").await;
        assert_eq!((mail.letter.as_str(), mails(&app).await.len()), ("factor_changed", 2));
        assert!(mail.text.contains("The people who run Signet removed"), "{}", mail.text);
        mail.link(&app, "/account/security");
        assert!(!signet::admin::users::reset_mfa(&app.office(), "ada").await.unwrap());
        assert_eq!(mails(&app).await.len(), 2, "nothing was removed");
    }

    /// TK-051: somebody may have copied the token. Once for a family, however often it comes.
    async fn a_refresh_token_that_comes_twice_is_told_once(app: TestApp) {
        let request = AuthorizationRequest::default().with("scope", "openid offline_access");
        let first = request.tokens(&app).await.text("refresh_token");
        let refresh = async |token: &str| {
            app.token(WEB, &[("grant_type", "refresh_token"), ("refresh_token", token)]).await
        };
        let second = refresh(&first).await.text("refresh_token");
        let third = refresh(&second).await.text("refresh_token");
        assert!(mails(&app).await.is_empty());
        for token in [&first, &first, &second, &third] {
            refresh(token).await.is_error(400, "invalid_grant");
        }
        let mail = mail_to(&app, "ada@example.com").await;
        assert_eq!((mail.letter.as_str(), mails(&app).await.len()), ("token_reused", 1));
        assert!(mail.text.contains("signed out of your account"), "{}", mail.text);
        mail.link(&app, "/account/sessions");
        assert_eq!(app.count_events("refresh.reuse_detected").await, 1);
        // An application that brings it about again and again fills nobody's mailbox.
        for _ in 0..4 {
            app.travel(1);
            let first = request.tokens(&app).await.text("refresh_token");
            let second = refresh(&first).await.text("refresh_token");
            refresh(&second).await;
            refresh(&first).await.is_error(400, "invalid_grant");
        }
        let counts = (app.count_events("refresh.reuse_detected").await, mails(&app).await.len());
        assert_eq!(counts, (5, 3));
    }

    async fn an_address_that_nobody_has_proven_is_told_nothing(app: TestApp) {
        app.add_user(json!({"email": "erin@example.com", "password": "right horse battery"})).await;
        let mut browser = Browser::new(&app);
        let page = browser.open("/sign-in").await;
        browser.submit(&page, &[("username", "erin@example.com"), ("password", "right horse battery")]).await;
        let page = browser.open("/account/security/totp").await;
        let done = browser.submit(&page, &[("code", &Phone::reads(&page).code(&app))]).await;
        assert_eq!(codes_on(&done).len(), 10, "{}", done.answer.body);
        assert!(mails(&app).await.is_empty());
    }

    async fn it_is_written_in_the_language_of_the_person(app: TestApp) {
        let mut browser = Browser::new(&app);
        crate::factors::phone::at_home(&mut browser).await;
        let page = browser.open("/account/profile").await;
        browser.submit(&page, &[("locale", "de-AT")]).await;
        kit(&app).await;
        assert_eq!(mail_to(&app, "ada@example.com").await.subject, "Ihre Anmeldung bei Signet hat sich geändert");
    }
}
