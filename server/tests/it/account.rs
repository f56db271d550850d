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

in_each_setup! {
    async fn whoever_is_not_signed_in_signs_in_and_comes_back(app: TestApp) {
        for path in PAGES {
            let mut browser = Browser::new(&app);
            let form = browser.open(path).await;
            assert!(form.url.contains("/sign-in?again=%2Faccount"), "{}", form.url);
            let back = browser.submit(&form, &[("username", "ada"), ("password", app.user.password)]).await;
            assert_eq!((back.answer.status, back.url.ends_with(path)), (200, true), "{}", back.url);
        }
        for elsewhere in ["//evil.test", "https://evil.test", "/authorize", "/account/../x", "/account/x"] {
            let mut browser = Browser::new(&app);
            let form = browser.open(&format!("/sign-in?again={elsewhere}")).await;
            let home = browser.submit(&form, &[("username", "ada"), ("password", app.user.password)]).await;
            assert!(home.url.ends_with('/') && !home.url.contains("account"), "{}", home.url);
        }
    }

    async fn a_form_without_its_token_does_nothing(app: TestApp) {
        let mut browser = signed_in(&app).await;
        for path in ["/account/profile", "/account/sessions", "/account/applications", "/account/data"] {
            let page = browser.open(path).await;
            let cookies: Vec<String> = browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let (_, form) = Browser::form(&page, &[("name", "Mallory"), ("end", "others"), ("password", app.user.password), ("action", "erase")]);
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
        let mut here = signed_in(&app).await;
        let page = here.open("/account/sessions").await;
        assert_eq!(page.answer.body.matches("name=\"end\"").count(), 3, "two places and a button for all others");
        let done = send(&mut here, "/account/sessions", &[("end", "others")]).await;
        assert!(done.answer.body.contains("You are signed out there."));
        assert!(elsewhere.open("/account").await.url.contains("/sign-in"), "signed out there");
        let page = here.open("/account/sessions").await.answer.body;
        assert_eq!(page.matches("name=\"end\"").count(), 1);
        let id = page.split("name=\"end\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let out = send(&mut here, "/account/sessions", &[("end", &id)]).await;
        assert!(out.url.ends_with("/logged-out"), "{}", out.url);
        assert!(here.open("/account").await.url.contains("/sign-in"), "signed out here");
    }

    async fn an_application_is_disconnected(app: TestApp) {
        let mut browser = signed_in(&app).await;
        let listed = browser.open("/account/applications").await.answer.body;
        assert!(listed.contains("Notes") && listed.contains("value=\"web\""));
        let done = send(&mut browser, "/account/applications", &[("disconnect", "web")]).await;
        assert!(done.answer.body.contains("It is disconnected.") && done.answer.body.contains("id=\"none\""));
        let activity = browser.open("/account/activity").await.answer.body;
        for told in ["An application was disconnected", "Signed in", "The account was made"] {
            assert!(activity.contains(told), "{told}");
        }
    }

    async fn data_leave_and_the_account_goes_with_the_password_alone(app: TestApp) {
        let mut browser = signed_in(&app).await;
        for action in ["export", "erase"] {
            let refused = send(&mut browser, "/account/data", &[("password", "wrong"), ("action", action)]).await;
            assert_eq!((refused.answer.status, refused.answer.body.contains("That password is not right")), (400, true));
        }
        assert_eq!(app.count_events("login.failed").await, 2, "they count as failures of a sign-in");
        let page = browser.open("/account/data").await;
        let (_, form) = Browser::form(&page, &[("password", app.user.password), ("action", "export")]);
        let cookies: Vec<String> = browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = app.http.post(app.at("/account/data")).header("cookie", cookies.join("; "));
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(form);
        let archive = request.send().await.unwrap();
        assert_eq!(archive.headers()["content-disposition"], "attachment; filename=\"my-data.zip\"");
        let mut archive = zip::ZipArchive::new(Cursor::new(archive.bytes().await.unwrap())).unwrap();
        let mut user = String::new();
        archive.by_name("user.jsonl").unwrap().read_to_string(&mut user).unwrap();
        assert!(user.contains("ada@example.com") && !user.contains("argon2"), "{user}");

        let gone = send(&mut browser, "/account/data", &[("password", app.user.password), ("action", "erase")]).await;
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
