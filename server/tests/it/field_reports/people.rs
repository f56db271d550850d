//! What broke for people with their addresses, passwords, codes and forms.

use serde_json::json;

use crate::accounts::{PASSWORD, mail_to, mails, register, with_mail};
use crate::factors::phone::{half, kit};
use crate::support::browser::{Page, attribute};
use crate::support::{AuthorizationRequest, Browser, TestApp, in_each_setup};

async fn sign_in(app: &TestApp, name: &str, password: &str) -> u16 {
    let mut browser = Browser::new(app);
    let page = browser.open("/sign-in").await;
    browser.submit(&page, &[("username", name), ("password", password)]).await.answer.status
}

/// What the field of this name says of itself.
#[track_caller]
fn field(page: &Page, name: &str) -> String {
    let tags = page.answer.body.split("<input").skip(1).map(|rest| rest.split('>').next().unwrap());
    let of_it = |tag: &&str| attribute(&format!("{tag} "), "name").as_deref() == Some(name);
    tags.filter(of_it).last().unwrap_or_else(|| panic!("no {name} at {}", page.url)).to_owned()
}

with_mail! {
    /// BR-55: plus signs, quotes and long addresses work everywhere, and are addresses of their own.
    async fn unusual_addresses(app: TestApp) {
        let long = format!("{}@example.com", "a".repeat(64));
        for address in ["anna+test@example.com", "anna@example.com", "anna.o'neil@example.com", "a@example.museum", &long] {
            let mut browser = Browser::new(&app);
            let page = register(&mut browser, address, PASSWORD).await;
            let mail = mail_to(&app, address).await;
            assert!(!mail.link(&app, "/verify/link").contains("anna"), "no link names the address");
            browser.submit(&page, &[("code", &mail.code())]).await;
            assert_eq!(sign_in(&app, address, PASSWORD).await, 200, "{address}");
            app.travel(3600);
        }
        for (hint, name) in [("anna%2Btest%40example.com", "anna+test@example.com"), ("anna%40example.com", "anna@example.com")] {
            let url = format!("{}&login_hint={hint}", AuthorizationRequest::default().path());
            let page = Browser::new(&app).open(&url).await;
            assert_eq!(attribute(&format!("{} ", field(&page, "username")), "value").as_deref(), Some(name));
        }
    }

    /// BR-58: a code on paper works once, whichever keys were changed, and its owner is told.
    async fn codes_on_paper(app: TestApp) {
        let kit = kit(&app).await;
        signet::admin::keys::rotate_now(&app.office(), true).await.unwrap();
        let mut browser = Browser::new(&app);
        let page = half(&mut browser, &AuthorizationRequest::default()).await;
        let page = browser.open(&format!("{}&method=backup_code", page.url)).await;
        app.travel(1);
        browser.submit(&page, &[("code", &format!(" {} ", kit.paper[0].to_uppercase().replace('-', " ")))]).await.code();
        let mail = mail_to(&app, "ada@example.com").await;
        assert_eq!(mail.subject, "A backup code of yours at Signet was used");
        assert!(mails(&app).await.iter().all(|mail| !mail.text.contains(&kit.paper[0])));
    }

    /// BR-59: what fills forms finds in each what it needs, without scripts.
    async fn password_managers(app: TestApp) {
        let mut browser = Browser::new(&app);
        let page = browser.open("/register").await;
        assert!(field(&page, "email").contains("autocomplete=\"username\""));
        assert!(field(&page, "password").contains("autocomplete=\"new-password\""));
        let page = register(&mut browser, "carol@example.com", PASSWORD).await;
        for needed in ["autocomplete=\"one-time-code\"", "inputmode=\"numeric\"", "type=\"text\""] {
            assert!(field(&page, "code").contains(needed), "{needed}");
        }
        crate::factors::phone::at_home(&mut browser).await;
        let page = browser.open("/change-password").await;
        assert!(field(&page, "username").contains("autocomplete=\"username\""));
        assert!(field(&page, "current").contains("autocomplete=\"current-password\""));
        assert!(field(&page, "password").contains("autocomplete=\"new-password\""));
        let page = browser.open("/account/security/totp").await;
        assert!(field(&page, "code").contains("autocomplete=\"one-time-code\""));
        for page in [page, browser.open("/account/data").await] {
            assert!(page.answer.body.contains("type=\"submit\"") && !page.answer.body.contains("onpaste"));
        }
    }
}

in_each_setup! {
    /// BR-56: a password counts to its last character, whatever it is made of.
    async fn long_passwords(app: TestApp) {
        let long: String = "correct horse battery staple ".repeat(4).chars().take(100).collect();
        let (emoji, odd) = ("\u{1f511}".repeat(60), " \"&<\u{e9}% with spaces around ".to_owned());
        for (name, password) in [("long", &long), ("emoji", &emoji), ("odd", &odd)] {
            app.add_user(json!({"preferred_username": name, "password": password})).await;
            assert_eq!(sign_in(&app, name, password).await, 200, "{name}");
        }
        for cut in [long[..72].to_owned(), long[..99].to_owned(), format!("{long}x")] {
            assert_eq!(sign_in(&app, "long", &cut).await, 400);
        }
        assert_eq!(sign_in(&app, "odd", odd.trim()).await, 400, "spaces are not trimmed");
        assert_eq!(sign_in(&app, "odd", &odd.replace('\u{e9}', "e\u{301}")).await, 200, "the same letter, decomposed");
        let user = signet::secret::Secret::new(format!("{odd}\0x"));
        assert!(signet::admin::users::set_password(&app.office(), "odd", &user).await.is_err(), "no form could send it");
    }
}
