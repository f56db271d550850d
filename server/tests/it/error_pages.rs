//! Every error that a person can meet says what happened, what to do, and what to quote; in either language.

use crate::support::app::Answer;
use crate::support::{AuthorizationRequest, Browser, in_each_setup};

/// What browsers send when they go to an address.
const PERSON: (&str, &str) = ("accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");

fn person(app: &crate::support::TestApp) -> Browser<'_> {
    let mut browser = Browser::new(app);
    browser.headers.push((PERSON.0, PERSON.1.to_owned()));
    browser
}

/// Asserts a page with this heading that carries the name of its request.
#[track_caller]
fn says(answer: &Answer, status: u16, heading: &str) {
    let body = &answer.body;
    assert_eq!(answer.status, status, "{body}");
    assert!(body.contains(&format!("<h1>{heading}</h1>")), "{heading}: {body}");
    let id = answer.header("x-request-id");
    assert!(!id.is_empty() && body.contains(&format!("id=\"request-id\" dir=\"ltr\">{id}<")), "{id}: {body}");
    assert!(answer.header("content-security-policy").contains("default-src 'none'"));
    assert_eq!(answer.header("cache-control"), "no-store");
}

in_each_setup! {
    async fn each_says_what_happened_and_what_to_quote_in_either_language(app: TestApp) {
        let mut browser = person(&app);
        let long = format!("/login?transaction={}", "x".repeat(9_000));
        for (path, status, english, german) in [
            ("/nothing-here", 404, "There is no page here", "Hier ist keine Seite"),
            ("/token", 405, "This page cannot be opened like that", "So lässt sich diese Seite nicht öffnen"),
            ("/authorize?client_id=unknown", 400, "This application is not known here", "Diese Anwendung ist hier nicht bekannt"),
            ("/authorize?client_id=web&client_id=web", 400, "This sign-in cannot go on", "Diese Anmeldung kann nicht weitergehen"),
            ("/login?transaction=unknown", 400, "This page has expired", "Diese Seite ist abgelaufen"),
            (long.as_str(), 414, "That was more than we can take in", "Das war mehr, als wir aufnehmen können"),
        ] {
            let page = browser.open(path).await;
            says(&page.answer, status, english);
            let separator = if path.contains('?') { '&' } else { '?' };
            let other = format!("{path}{separator}ui_locales=de");
            let escaped = other.replace('&', "&#38;");
            assert!(page.answer.body.contains(&format!("href=\"{escaped}\" hreflang=\"de\"")), "{}", page.answer.body);
            says(&browser.open(&other).await.answer, status, german);
        }
    }

    async fn an_address_that_names_another_host_is_not_linked_to(app: TestApp) {
        for path in ["//evil.example/x", "/\\evil.example/x"] {
            let request = app.http.get(app.at(path)).header(PERSON.0, PERSON.1);
            let answer = Answer::of(request.send().await.unwrap()).await;
            assert_eq!(answer.status, 404);
            assert!(!answer.body.contains("href=\"//evil") && !answer.body.contains("href=\"/\\"), "{}", answer.body);
        }
    }

    async fn a_form_that_is_refused_is_answered_in_the_language_of_its_page(app: TestApp) {
        let mut browser = person(&app);
        let page = AuthorizationRequest::default().with("ui_locales", "de").open(&mut browser).await;
        browser.cookies.clear();
        let refused = browser.submit(&page, &[("username", "ada"), ("password", "guess")]).await;
        says(&refused.answer, 403, "Wir konnten nicht sicher sein, dass das von Ihnen kam");
        assert!(!refused.answer.body.contains("hreflang"), "there is no address that shows this page again");
    }

    async fn signing_out_keeps_the_language_to_its_end(app: TestApp) {
        let mut browser = person(&app);
        AuthorizationRequest::default().signed_in(&mut browser).await.code();
        let asked = browser.open("/logout?ui_locales=de").await;
        assert!(asked.answer.body.contains("href=\"/logout?ui_locales=en\""), "{}", asked.answer.body);
        let out = browser.submit(&asked, &[("action", "yes")]).await;
        assert!(out.answer.body.contains("Sie sind abgemeldet"), "{}", out.answer.body);
        let other = browser.open("/logged-out?ui_locales=en").await;
        assert!(out.answer.body.contains("href=\"/logged-out?ui_locales=en\""));
        assert!(other.answer.body.contains("You are signed out"));
    }

    async fn without_a_database_the_page_takes_the_blame(app: TestApp) {
        app.take_store_away().await;
        let request = app.http.get(app.at("/login?transaction=unknown")).header("accept", "text/html");
        let answer = Answer::of_any(request.send().await.unwrap()).await;
        let (status, heading) = match answer.status {
            503 => (503, "We are busy right now"),
            _ => (500, "Something went wrong on our side"),
        };
        says(&answer, status, heading);
    }
}
