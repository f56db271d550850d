//! Forgotten passwords (security.md RS, field-reports.md BR-52 and BR-53).

use serde_json::json;

use super::{PASSWORD, mail_to, mails, with_mail};
use crate::factors::phone;
use crate::support::browser::Page;
use crate::support::wire::Wire;
use crate::support::{AuthorizationRequest, Browser, TestApp};

/// Sends the form of a fresh page.
async fn forgot(browser: &mut Browser<'_>, name: &str) -> Page {
    // Ids of one moment are in no order.
    browser.app.travel(1);
    let page = browser.open("/forgot").await;
    browser.submit(&page, &[("username", name)]).await
}

/// The newest link to this address.
async fn link(app: &TestApp, address: &str) -> String {
    mail_to(app, address).await.link(app, "/reset")
}

async fn sign_in(app: &TestApp, password: &str) -> u16 {
    let mut browser = Browser::new(app);
    let page = browser.open("/sign-in").await;
    browser.submit(&page, &[("username", "ada"), ("password", password)]).await.answer.status
}

with_mail! {
    async fn a_forgotten_password_is_set_anew_and_everything_that_was_signed_in_ends(app: TestApp) {
        let request = AuthorizationRequest::default().with("scope", "openid offline_access");
        let mut signed_in = Browser::new(&app);
        let tokens = request.exchange(&app, &request.signed_in(&mut signed_in).await.code()).await.json();
        let mut browser = Browser::new(&app);
        let sent = forgot(&mut browser, "ADA").await;
        assert!(sent.answer.status == 200 && sent.answer.body.contains("id=\"forgot-sent\""), "{}", sent.answer.body);
        assert!(!sent.answer.body.contains("ada@example.com"), "the address is not told");
        let link = link(&app, "ada@example.com").await;
        for _ in 0..5 {
            assert_eq!(app.http.get(app.at(&link)).send().await.unwrap().status(), 200, "looking uses nothing up");
        }
        let page = browser.open(&link).await;
        assert_eq!(page.answer.header("referrer-policy"), "no-referrer");
        let weak = browser.submit(&page, &[("password", "short")]).await;
        assert!(weak.answer.status == 400 && weak.answer.body.contains("12 characters at least"), "{}", weak.answer.body);
        app.travel(1);
        let done = browser.submit(&page, &[("password", PASSWORD)]).await;
        assert!(done.answer.body.contains("id=\"reset-done\""), "{}", done.answer.body);
        assert_eq!((sign_in(&app, PASSWORD).await, sign_in(&app, app.user.password).await), (200, 400));
        assert!(signed_in.open("/").await.answer.body.contains("/sign-in"), "the session has ended");
        let refresh = [("grant_type", "refresh_token"), ("refresh_token", tokens["refresh_token"].as_str().unwrap())];
        let refreshed = app.token(crate::support::app::WEB, &refresh).await;
        assert_eq!(refreshed.json()["error"], "invalid_grant");
        let notice = mail_to(&app, "ada@example.com").await;
        assert_eq!(notice.letter, "password_changed");
        assert_eq!((app.count_events("password.reset_requested").await, app.count_events("password.changed").await), (1, 1));
        let used = browser.submit(&page, &[("password", "Kestrel-harbour-8")]).await;
        assert!(used.answer.body.contains("id=\"link-over\""), "once");
    }

    /// RS-08: a reset ends what is under way too, and no device is trusted any more. RS-17: its page asks nobody else for anything.
    async fn a_reset_forgets_every_device_and_ends_what_is_under_way(app: TestApp) {
        let kit = phone::kit(&app).await;
        let mut known = Browser::new(&app);
        let request = AuthorizationRequest::default();
        let page = phone::half(&mut known, &request).await;
        let back = known.submit(&page, &[("code", &kit.phone.code(&app)), ("remember", "1")]).await;
        let mut waiting = Browser::new(&app);
        let step = phone::half(&mut waiting, &request).await;
        app.travel(phone::STEP);
        let mut browser = Browser::new(&app);
        forgot(&mut browser, "ada").await;
        let page = browser.open(&link(&app, "ada@example.com").await).await;
        let body = &page.answer.body;
        for attribute in ["src=\"", "href=\"", "action=\""] {
            for address in body.split(attribute).skip(1) {
                let address = address.split('"').next().unwrap();
                assert!(address.starts_with('/') || address.starts_with('#') || address.starts_with(&app.issuer), "{address}");
            }
        }
        let done = browser.submit(&page, &[("password", PASSWORD)]).await;
        assert!(done.answer.body.contains("id=\"reset-done\""), "{}", done.answer.body);
        request.exchange(&app, &back.code()).await.is_error(400, "invalid_grant");
        let late = waiting.submit(&step, &[("code", &kit.phone.code(&app))]).await;
        assert!(late.parameter("code").is_none() && !phone::has_session(&waiting), "{}", late.answer.body);
        known.cookies.retain(|name, _| name.contains("signet-device") || name.contains("signet-known"));
        let page = known.open("/sign-in").await;
        phone::is_second(&known.submit(&page, &[("username", "ada"), ("password", PASSWORD)]).await);
    }

    /// BR-52: of several links the newest counts, and one success ends all of them.
    async fn the_newest_link_alone_counts_and_one_success_ends_all(app: TestApp) {
        let mut browser = Browser::new(&app);
        forgot(&mut browser, "ada").await;
        let old = link(&app, "ada@example.com").await;
        app.travel(1);
        forgot(&mut browser, "ada@example.com").await;
        let new = link(&app, "ada@example.com").await;
        assert_ne!(old, new);
        assert!(browser.open(&old).await.answer.body.contains("id=\"link-over\""));
        // Two browsers with the form open: one success.
        let (mut one, mut two) = (Browser::new(&app), Browser::new(&app));
        let pages = (one.open(&new).await, two.open(&new).await);
        let (first, second) = tokio::join!(
            one.submit(&pages.0, &[("password", "Kestrel-harbour-1")]),
            two.submit(&pages.1, &[("password", "Kestrel-harbour-2")]),
        );
        let done = [&first, &second].map(|page| page.answer.body.contains("id=\"reset-done\""));
        assert!(done[0] != done[1], "{} {}", first.answer.body, second.answer.body);
        assert_eq!(app.count_events("password.changed").await, 1);
        let set = if done[0] { "Kestrel-harbour-1" } else { "Kestrel-harbour-2" };
        assert_eq!(sign_in(&app, set).await, 200);
    }

    async fn whatever_changes_the_account_ends_its_links(app: TestApp) {
        let mut browser = Browser::new(&app);
        let office = app.office();
        forgot(&mut browser, "ada").await;
        let first = link(&app, "ada@example.com").await;
        let new = signet::secret::Secret::new("another password");
        signet::admin::users::set_password(&office, "ada", &new).await.unwrap();
        assert!(browser.open(&first).await.answer.body.contains("id=\"link-over\""), "the password was changed");
        app.travel(1);
        forgot(&mut browser, "ada").await;
        let second = link(&app, "ada@example.com").await;
        let (stopped, back) = (signet::model::user::UserStatus::Suspended, signet::model::user::UserStatus::Active);
        for status in [stopped, back] {
            signet::admin::users::set_status(&office, "ada", status).await.unwrap();
        }
        assert!(browser.open(&second).await.answer.body.contains("id=\"link-over\""), "it was stopped meanwhile");
    }

    async fn a_link_ends_with_its_time_to_the_second(app: TestApp) {
        let mut browser = Browser::new(&app);
        forgot(&mut browser, "ada").await;
        let link = link(&app, "ada@example.com").await;
        app.travel(30 * 60 - 1);
        assert_eq!(browser.open(&link).await.answer.status, 200);
        app.travel(1);
        assert_eq!(browser.open(&link).await.answer.status, 400);
    }

    async fn nobody_learns_who_has_an_account(app: TestApp) {
        app.add_user(json!({"preferred_username": "dave", "email": "dave@example.com", "email_verified": true, "password": "right horse battery"})).await;
        signet::admin::users::set_status(&app.office(), "dave", signet::model::user::UserStatus::Suspended).await.unwrap();
        app.add_user(json!({"preferred_username": "carol", "email": "carol@example.com", "email_verified": true})).await;
        app.add_user(json!({"preferred_username": "frank", "email": "frank@example.com", "password": "right horse battery"})).await;
        let (mut bodies, mut heads) = (Vec::new(), Vec::new());
        for name in ["ada@example.com", "nobody@example.com", "dave@example.com", "carol@example.com", "frank@example.com", "ada@example.c\u{f3}m"] {
            let sent = forgot(&mut Browser::new(&app), name).await;
            assert_eq!(sent.answer.status, 200, "{}", sent.answer.body);
            bodies.push(sent.answer.body.replace(name, "NAME"));
            let (status, headers) = sent.answer.head();
            heads.push((status, headers.into_iter().filter(|(name, _)| name != "content-length").collect::<Vec<_>>()));
        }
        assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]));
        assert!(heads.windows(2).all(|pair| pair[0] == pair[1]), "{heads:?}");
        let written = mails(&app).await;
        assert_eq!(written.iter().map(|mail| mail.recipient.as_str()).collect::<Vec<_>>(), ["ada@example.com"]);
        assert_eq!(app.count_events("password.reset_requested").await, 6);
    }

    async fn an_account_gets_three_mails_an_hour_and_a_source_is_told_to_wait(app: TestApp) {
        for asked in 0..31 {
            let sent = forgot(&mut Browser::new(&app), if asked % 2 == 0 { "ada" } else { "ADA@example.com" }).await;
            assert_eq!(sent.answer.status, if asked < 30 { 200 } else { 429 }, "{asked}");
        }
        assert_eq!(mails(&app).await.len(), 3);
    }

    /// BR-46: links in mails come from the configured issuer.
    async fn a_link_names_our_own_address_whatever_the_request_says(app: TestApp) {
        let said = [
            vec![("host", "evil.test")],
            vec![("host", "evil.test:8443"), ("x-forwarded-port", "8443")],
            vec![("x-forwarded-host", "evil.test"), ("forwarded", "host=evil.test;proto=https"), ("x-forwarded-proto", "https")],
        ];
        for headers in said {
            app.travel(1);
            let mut browser = Browser::new(&app);
            let page = browser.open("/forgot").await;
            browser.headers.extend(headers.iter().map(|(name, value)| (*name, (*value).to_owned())));
            browser.submit(&page, &[("username", "ada")]).await;
            let mail = mail_to(&app, "ada@example.com").await;
            let shown = format!("{} {}", mail.text, mail.html);
            assert!(!shown.contains("evil") && !shown.contains("8443"), "{headers:?}: {shown}");
            mail.link(&app, "/reset");
        }
        assert_eq!(mails(&app).await.len(), 3);
    }

    /// RS-01: an address that stands in the request line, or twice, names no other either.
    async fn a_request_line_with_another_address_writes_no_mail_to_it(app: TestApp) {
        let mut browser = Browser::new(&app);
        let page = browser.open("/forgot").await;
        let (_, body) = Browser::form(&page, &[("username", "ada")]);
        let cookies: Vec<String> = browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let rest = format!(
            "Cookie: {}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            cookies.join("; "),
            body.len()
        );
        for head in [
            "POST http://evil.test/forgot HTTP/1.1\r\nHost: evil.test\r\n",
            "POST /forgot HTTP/1.1\r\nHost: evil.test\r\nHost: evil.test\r\n",
        ] {
            app.travel(1);
            let heard = Wire::open(&app).await.ask(format!("{head}{rest}")).await;
            assert!(heard.iter().all(|answer| !answer.body.contains("evil.test")), "{heard:?}");
        }
        for mail in mails(&app).await {
            assert!(!mail.text.contains("evil") && !mail.html.contains("evil"), "{}", mail.text);
            mail.link(&app, "/reset");
        }
    }

    /// BR-53: whoever is signed in at the browser, the link sets the password of its own account.
    async fn a_reset_signs_nobody_in_or_out_but_its_own_account(app: TestApp) {
        let bob = app.add_user(json!({"preferred_username": "bob", "name": "Bob", "password": "right horse battery"})).await;
        assert!(!bob.is_empty());
        let mut browser = Browser::new(&app);
        let page = browser.open("/sign-in").await;
        browser.submit(&page, &[("username", "bob"), ("password", "right horse battery")]).await;
        forgot(&mut Browser::new(&app), "ada").await;
        let page = browser.open(&link(&app, "ada@example.com").await).await;
        assert!(page.answer.body.contains("Ada Lovelace"), "says whose password it is");
        browser.submit(&page, &[("password", PASSWORD)]).await;
        assert!(browser.open("/").await.answer.body.contains("Bob"), "bob is signed in still");
    }
}
