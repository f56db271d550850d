//! Whoever's second factors change is told (security.md MF-15), at the address that they have proven.

use serde_json::json;

use super::{mail_to, mails, with_mail};
use crate::factors::phone::{Phone, codes_on, kit, set_up};
use crate::support::Browser;

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
