//! The pages of a person's own account.

use std::io::{Cursor, Read as _};

use crate::support::app::Answer;
use crate::support::browser::Page;
use crate::support::{AuthorizationRequest, Browser, TestApp, in_each_setup};

const PAGES: [&str; 7] = [
    "/account",
    "/account/profile",
    "/account/security",
    "/account/sessions",
    "/account/applications",
    "/account/activity",
    "/account/data",
];

/// A browser where Ada is signed in.
async fn signed_in(app: &TestApp) -> Browser<'_> {
    let mut browser = Browser::new(app);
    let code = AuthorizationRequest::default().signed_in(&mut browser).await.code();
    AuthorizationRequest::default().exchange(app, &code).await;
    browser
}

/// Opens a page, and sends its form with these fields.
async fn send(browser: &mut Browser<'_>, path: &str, fields: &[(&str, &str)]) -> Page {
    let page = browser.open(path).await;
    assert_eq!(page.answer.status, 200, "{path}: {}", page.answer.body);
    browser.submit(&page, fields).await
}

/// The addresses on a page that begin like this.
fn addresses(page: &str, beginning: &str) -> Vec<String> {
    let links = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let resolved = |link: &str| link.replace("&#38;", "&");
    links.map(resolved).filter(|link| link.starts_with(beginning)).collect()
}

in_each_setup! {
    async fn whoever_is_not_signed_in_signs_in_and_comes_back(app: TestApp) {
        for path in PAGES {
            let mut browser = Browser::new(&app);
            let form = browser.open(path).await;
            assert!(form.url.contains("/sign-in?again=%2Faccount"), "{}", form.url);
            let back = browser.submit(&form, &[("username", "ada"), ("password", app.user.password)]).await;
            assert_eq!((back.answer.status, back.url.ends_with(path)), (200, true), "{}", back.url);
        }
        // What is asked about one thing of several comes back with it, and with nothing else of the address.
        for (asked, reached) in [
            ("/account/applications/disconnect?id=web&ui_locales=en", "/account/applications/disconnect?id=web"),
            ("/account/activity?topic=sign-in", "/account/activity"),
        ] {
            app.travel(1);
            let mut browser = signed_in(&app).await;
            browser.cookies.retain(|name, _| !name.contains("signet-session"));
            let form = browser.open(asked).await;
            let back = browser.submit(&form, &[("username", "ada"), ("password", app.user.password)]).await;
            assert_eq!((back.answer.status, back.url.ends_with(reached)), (200, true), "{asked}: {}", back.url);
        }
        for elsewhere in ["//evil.test", "https://evil.test", "/authorize", "/account/../x", "/account/x", "/evil?id=/account"] {
            let mut browser = Browser::new(&app);
            let form = browser.open(&format!("/sign-in?again={elsewhere}")).await;
            let home = browser.submit(&form, &[("username", "ada"), ("password", app.user.password)]).await;
            assert!(home.url.ends_with('/') && !home.url.contains("account"), "{}", home.url);
        }
    }

    async fn a_form_without_its_token_does_nothing(app: TestApp) {
        let mut browser = signed_in(&app).await;
        for path in ["/account/profile", "/account/sessions/end-others", "/account/applications/disconnect?id=web", "/account/data/erase"] {
            let page = browser.open(path).await;
            let cookies: Vec<String> = browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let (_, form) = Browser::form(&page, &[("name", "Mallory"), ("password", app.user.password)]);
            let forged: Vec<&str> = form.split('&').filter(|pair| !pair.starts_with("csrf=")).collect();
            for (body, site) in [(forged.join("&"), "same-origin"), (form.clone(), "cross-site")] {
                let request = app.http.post(app.at(path)).header("cookie", cookies.join("; "));
                let request = request.header("content-type", "application/x-www-form-urlencoded").header("sec-fetch-site", site);
                let refused = Answer::of(request.body(body).send().await.unwrap()).await;
                assert_eq!(refused.status, 403, "{path} {site}");
            }
        }
        assert_eq!(app.count_events("form.refused").await, 8);
        assert!(browser.open("/account").await.answer.body.contains("Ada Lovelace"));
    }

    async fn a_person_changes_their_profile(app: TestApp) {
        let mut browser = signed_in(&app).await;
        let saved = send(&mut browser, "/account/profile", &[("name", "Ada King"), ("nickname", ""), ("website", "https://ada.example")]).await;
        assert_eq!(saved.answer.status, 200);
        let shown = saved.answer.body;
        assert!(shown.contains("value=\"Ada King\"") && shown.contains("Your profile is saved.") && !shown.contains("Countess"));
        let wrong = send(&mut browser, "/account/profile", &[("website", "ada.example"), ("birthdate", "10.12.1815"), ("name", "A")]).await;
        assert_eq!(wrong.answer.status, 422);
        for told in ["Enter a whole address", "Enter year, month and day", "value=\"A\""] {
            assert!(wrong.answer.body.contains(told), "{told}");
        }
        assert!(browser.open("/account/profile").await.answer.body.contains("value=\"Ada King\""), "nothing of it was saved");
    }

    async fn a_person_signs_out_elsewhere_and_here(app: TestApp) {
        let mut elsewhere = signed_in(&app).await;
        app.travel(60);
        let mut third = signed_in(&app).await;
        app.travel(60);
        let mut here = signed_in(&app).await;
        let page = here.open("/account/sessions").await.answer.body;
        let asking = addresses(&page, "/account/sessions/end?id=");
        assert_eq!((asking.len(), page.contains("id=\"end-others\"")), (3, true), "three places, and all others");
        assert!(page.contains("Last used a minute ago</time>") && page.contains("Signed in 2 minutes ago</time>"), "{page}");
        // To be asked ends nothing; who says yes ends one.
        let asked = here.open(&asking[1]).await;
        assert!(asked.answer.body.contains("Sign out of test-browser/1?"), "{}", asked.answer.body);
        assert!(third.open("/account").await.answer.body.contains("Ada Lovelace"));
        let done = here.submit(&asked, &[]).await;
        assert!(done.answer.body.contains("You are signed out there."));
        assert!(third.open("/account").await.url.contains("/sign-in"), "signed out there");
        assert!(elsewhere.open("/account").await.answer.body.contains("Ada Lovelace"), "and nowhere else");
        assert_eq!(here.submit(&asked, &[]).await.answer.status, 404, "it has ended");
        let done = here.agree("/account/sessions/end-others", &[]).await;
        assert!(done.answer.body.contains("You are signed out everywhere else."));
        assert!(elsewhere.open("/account").await.url.contains("/sign-in"), "signed out there");
        let page = here.open("/account/sessions").await.answer.body;
        let asking = addresses(&page, "/account/sessions/end?id=");
        assert_eq!((asking.len(), page.contains("id=\"none\"")), (1, true), "{page}");
        let out = here.agree(&asking[0], &[]).await;
        assert!(out.url.ends_with("/logged-out"), "{}", out.url);
        assert!(here.open("/account").await.url.contains("/sign-in"), "signed out here");
    }

    async fn what_belongs_to_somebody_else_is_as_absent_as_what_never_was(app: TestApp) {
        let mut ada = signed_in(&app).await;
        let page = ada.open("/account/sessions").await.answer.body;
        let of_ada = addresses(&page, "/account/sessions/end?id=").remove(0);
        app.add_user(serde_json::json!({"preferred_username": "bob", "password": app.user.password})).await;
        let mut bob = Browser::new(&app);
        let form = bob.open("/sign-in").await;
        bob.submit(&form, &[("username", "bob"), ("password", app.user.password)]).await;
        let own = bob.open("/account/sessions/end-others").await;
        let nobodys = "/account/sessions/end?id=0190f6a2-7c1b-7def-8a2b-1234567890ab";
        for absent in [of_ada.as_str(), nobodys, "/account/sessions/end?id=x", "/account/sessions/end",
            "/account/applications/disconnect?id=web", "/account/applications/disconnect?id=nobody",
            "/account/security/totp/remove", "/account/security/codes"] {
            let refused = bob.open(absent).await;
            refused.is_error_page();
            assert_eq!(refused.answer.status, 404, "{absent}");
            // Nor does a form change anything, with the token of another page or its own.
            let (_, body) = Browser::form(&own, &[]);
            assert_eq!(bob.request(reqwest::Method::POST, absent, Some(body)).await.answer.status, 403, "{absent}");
        }
        assert!(ada.open("/account").await.answer.body.contains("Ada Lovelace"), "Ada is signed in");
        let mine = bob.open("/account/sessions").await.answer.body;
        let form = bob.open(&addresses(&mine, "/account/sessions/end?id=")[0]).await;
        let (_, body) = Browser::form(&form, &[]);
        assert_eq!(bob.request(reqwest::Method::POST, &of_ada, Some(body)).await.answer.status, 404);
        assert!(ada.open("/account").await.answer.body.contains("Ada Lovelace"), "and stays so");
    }

    async fn an_application_is_disconnected(app: TestApp) {
        let mut browser = signed_in(&app).await;
        let listed = browser.open("/account/applications").await.answer.body;
        let asking = addresses(&listed, "/account/applications/disconnect?id=");
        assert!(listed.contains("Notes") && asking == ["/account/applications/disconnect?id=web"], "{asking:?}");
        let asked = browser.open(&asking[0]).await;
        assert!(asked.answer.body.contains("Disconnect Notes?") && app.count_events("consent.revoked").await == 0);
        let done = browser.submit(&asked, &[]).await;
        assert!(done.answer.body.contains("It is disconnected.") && done.answer.body.contains("id=\"none\""));
        let activity = browser.open("/account/activity").await.answer.body;
        for told in ["An application was disconnected", "Signed in", "The account was made"] {
            assert!(activity.contains(told), "{told}");
        }
    }

    async fn a_person_finds_among_their_events(app: TestApp) {
        let mut browser = signed_in(&app).await;
        let mut stranger = Browser::new(&app);
        let form = stranger.open("/sign-in").await;
        stranger.submit(&form, &[("username", "ada"), ("password", "wrong")]).await;
        let found = async |browser: &mut Browser<'_>, query: &str| {
            let page = browser.open(&format!("/account/activity{query}")).await;
            assert_eq!(page.answer.status, 200, "{query}");
            page.answer.body
        };
        let all = found(&mut browser, "").await;
        assert!(all.contains("A sign-in failed") && all.contains("The account was made"));
        let failed = found(&mut browser, "?topic=sign-in&outcome=failure&ui_locales=en").await;
        assert!(failed.contains("A sign-in failed") && !failed.contains("<bdi>Signed in</bdi>"), "{failed}");
        assert!(failed.contains("<option value=\"sign-in\" selected>") && failed.contains("<option value=\"failure\" selected>"));
        let account = found(&mut browser, "?topic=account").await;
        assert!(account.contains("The account was made") && !account.contains("A sign-in failed"));
        let none = found(&mut browser, "?topic=protection&outcome=refusal").await;
        assert!(none.contains("id=\"none\"") && none.contains("id=\"all\"") && !none.contains("id=\"events\""));
        for nonsense in ["?topic=x&outcome=y&cursor=z", "?topic=&outcome=&cursor="] {
            assert!(found(&mut browser, nonsense).await.contains("A sign-in failed"), "{nonsense}");
        }
    }

    async fn events_come_in_parts_and_the_choice_goes_along(app: TestApp) {
        let mut browser = signed_in(&app).await;
        for round in 0..31 {
            app.travel(1);
            send(&mut browser, "/account/profile", &[("nickname", &format!("Ada {round}"))]).await;
        }
        let page = browser.open("/account/activity?topic=account&outcome=success").await.answer.body;
        assert_eq!((page.matches("Profile changed").count(), page.contains("id=\"newest\"")), (30, false));
        let earlier = addresses(&page, "/account/activity?topic=account&outcome=success&cursor=");
        let rest = browser.open(&earlier[0]).await.answer.body;
        assert_eq!((rest.matches("Profile changed").count(), rest.contains("The account was made")), (1, true), "{rest}");
        assert!(rest.contains("id=\"newest\"") && !rest.contains("id=\"earlier\""), "{rest}");
    }

    async fn data_leave_and_the_account_goes_with_the_password_alone(app: TestApp) {
        let mut browser = signed_in(&app).await;
        for path in ["/account/data", "/account/data/erase"] {
            for (typed, told) in [("wrong", "That password is not right"), ("", "Enter your password.")] {
                let refused = send(&mut browser, path, &[("password", typed)]).await;
                assert_eq!((refused.answer.status, refused.answer.body.contains(told)), (400, true), "{path}");
            }
        }
        assert_eq!(app.count_events("login.failed").await, 2, "they count as failures of a sign-in");
        let page = browser.open("/account/data").await;
        let (_, form) = Browser::form(&page, &[("password", app.user.password)]);
        let cookies: Vec<String> = browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = app.http.post(app.at("/account/data")).header("cookie", cookies.join("; "));
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(form);
        let archive = request.send().await.unwrap();
        assert_eq!(archive.headers()["content-disposition"], "attachment; filename=\"my-data.zip\"");
        let mut archive = zip::ZipArchive::new(Cursor::new(archive.bytes().await.unwrap())).unwrap();
        let mut user = String::new();
        archive.by_name("user.jsonl").unwrap().read_to_string(&mut user).unwrap();
        assert!(user.contains("ada@example.com") && !user.contains("argon2"), "{user}");

        let asked = browser.open("/account/data/erase").await;
        app.travel(5 * 60 + 1);
        for late in [browser.submit(&asked, &[("password", app.user.password)]).await, browser.open("/account/data/erase").await] {
            assert!(late.url.contains("/sign-in?again=%2Faccount%2Fdata%2Ferase"), "the sign-in is old: {}", late.url);
        }
        let form = browser.open("/account/data/erase").await;
        browser.sign_in(&form).await;
        let gone = browser.agree("/account/data/erase", &[("password", app.user.password)]).await;
        assert!(gone.url.ends_with("/logged-out"), "{}", gone.url);
        let mut fresh = Browser::new(&app);
        let form = fresh.open("/sign-in").await;
        let refused = fresh.submit(&form, &[("username", "ada"), ("password", app.user.password)]).await;
        assert_eq!(refused.answer.status, 400);
    }

    async fn a_password_is_changed_by_whoever_knows_it_and_ends_what_is_elsewhere(app: TestApp) {
        let mut elsewhere = signed_in(&app).await;
        let mut here = signed_in(&app).await;
        let new = "Another-horse 42 battery";
        for (current, chosen, told) in [
            ("", new, "Enter your password."),
            ("wrong", new, "That password is not right."),
            (app.user.password, "short", "Make it longer"),
            (app.user.password, "ada@example.com-A1", "harder to guess"),
        ] {
            let refused = send(&mut here, "/change-password", &[("current", current), ("password", chosen)]).await;
            assert_eq!((refused.answer.status, refused.answer.body.contains(told)), (400, true), "{told}");
        }
        let before = here.cookies.clone();
        let done = send(&mut here, "/change-password", &[("current", app.user.password), ("password", new)]).await;
        assert!(done.answer.body.contains("Your password is changed."), "{}", done.answer.body);
        assert!(here.open("/account").await.answer.body.contains("Ada Lovelace"), "this session stays");
        let mut stolen = Browser { cookies: before, ..Browser::new(&app) };
        assert!(stolen.open("/account").await.url.contains("/sign-in"), "under another cookie (SE-002)");
        assert!(elsewhere.open("/account").await.url.contains("/sign-in"), "the other one ends");
        let mut fresh = Browser::new(&app);
        let form = fresh.open("/sign-in").await;
        assert_eq!(fresh.submit(&form, &[("username", "ada"), ("password", app.user.password)]).await.answer.status, 400);
        let form = fresh.open("/sign-in").await;
        assert!(fresh.submit(&form, &[("username", "ada"), ("password", new)]).await.url.ends_with('/'));
        assert_eq!(app.count_events("password.changed").await, 1);
    }
}
