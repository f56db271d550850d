//! Section D: signing out.

use signet::admin::keys;

use super::{encoded, offline, refresh};
use crate::support::app::Answer;
use crate::support::authorization::header_of;
use crate::support::browser::Page;
use crate::support::{AuthorizationRequest, Browser, TestApp, in_each_setup};

const BYE: &str = "https://rp.test/bye";

fn logout(hint: &str) -> String {
    format!("/logout?id_token_hint={hint}&state=bye&post_logout_redirect_uri={}", encoded(BYE))
}

/// The hint with one character of its signature changed.
fn forged(hint: &str) -> String {
    let at = hint.rfind('.').unwrap() + 10;
    let other = if &hint[at..=at] == "A" { "B" } else { "A" };
    format!("{}{other}{}", &hint[..at], &hint[at + 1..])
}

async fn is_signed_in(browser: &mut Browser<'_>) -> bool {
    AuthorizationRequest::default().with("prompt", "none").open(browser).await.parameter("code").is_some()
}

/// A form that another site's page posts: no cookie of ours comes with it (`SameSite=Lax`), but with what follows.
async fn posted_from_elsewhere(app: &TestApp, browser: &mut Browser<'_>, form: &[(&str, &str)]) -> Page {
    let request = app
        .http
        .post(app.at("/logout"))
        .header("origin", "https://rp.test")
        .header("sec-fetch-site", "cross-site");
    let answer = Answer::of(request.form(form).send().await.unwrap()).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert!(!answer.headers.contains_key("set-cookie"), "nothing is known of the browser yet");
    let location = answer.header("location").to_owned();
    browser.open(&location).await
}

in_each_setup! {
    /// BR-25: an ID token that has expired, whose session is gone or whose key was rotated out, still signs out.
    async fn with_an_old_id_token(app: TestApp) {
        let mut browser = Browser::new(&app);
        let tokens = offline().exchange(&app, &offline().signed_in(&mut browser).await.code()).await;
        let hint = tokens.text("id_token");
        app.travel(2 * 60 * 60);
        browser.open(&logout(&forged(&hint))).await.is_error_page();
        assert!(is_signed_in(&mut browser).await, "a forged hint ends nothing");
        assert_eq!(browser.open(&logout(&hint)).await.url, format!("{BYE}?state=bye"));
        assert!(!is_signed_in(&mut browser).await && !browser.cookies.contains_key("signet-session"));
        refresh(&app, &tokens.text("refresh_token")).await.is_error(400, "invalid_grant");
        assert_eq!(browser.open(&logout(&hint)).await.url, format!("{BYE}?state=bye"), "the session is gone already");

        offline().signed_in(&mut browser).await.code();
        let known = app.get("/jwks").await.body;
        keys::rotate_now(&app.office(), true).await.unwrap();
        while app.get("/jwks").await.body == known {
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
        assert_eq!(browser.open(&logout(&hint)).await.url, format!("{BYE}?state=bye"), "the key signs no more");
        assert!(!is_signed_in(&mut browser).await);
        browser.open(&logout(&forged(&hint))).await.is_error_page();
    }

    /// BR-25: a hint that nobody can check any more is a page with a way to sign out all the same.
    async fn with_an_id_token_of_a_forgotten_key(app: TestApp) {
        let mut browser = Browser::new(&app);
        let request = AuthorizationRequest::default();
        let hint = request.exchange(&app, &request.signed_in(&mut browser).await.code()).await.text("id_token");
        keys::rotate_now(&app.office(), true).await.unwrap();
        let kid = header_of(&hint)["kid"].as_str().unwrap().to_owned();
        keys::retire(&app.office(), &kid, true).await.unwrap();
        while app.get("/jwks").await.body.contains(&kid) {
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
        let page = browser.open(&logout(&hint)).await;
        page.is_error_page();
        assert!(page.answer.body.contains("href=\"/\""), "{}", page.answer.body);
        let home = browser.open("/").await;
        assert!(home.answer.body.contains("href=\"/logout\"") || home.answer.body.contains("action=\"/logout"), "{}", home.answer.body);
        let asked = browser.open("/logout").await;
        browser.submit(&asked, &[("action", "yes")]).await;
        assert!(!is_signed_in(&mut browser).await);
    }

    /// BR-26: without a usable hint a page asks, by GET and by POST from another site, and its button works.
    async fn without_a_usable_hint(app: TestApp) {
        let mut browser = Browser::new(&app);
        let to_bye = [("client_id", "web"), ("post_logout_redirect_uri", BYE), ("state", "s")];
        let empty = [("id_token_hint", ""), ("client_id", "web"), ("post_logout_redirect_uri", BYE), ("state", "s")];
        for (form, end) in [(&[][..], None), (&to_bye[..], Some("https://rp.test/bye?state=s")), (&empty[..], Some("https://rp.test/bye?state=s"))] {
            for by_post in [false, true] {
                AuthorizationRequest::default().signed_in(&mut browser).await.code();
                let page = if by_post {
                    posted_from_elsewhere(&app, &mut browser, form).await
                } else {
                    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
                    browser.open(&format!("/logout?{query}")).await
                };
                assert_eq!(page.answer.status, 200, "{form:?}");
                assert!(page.answer.body.contains("logout-yes"), "{form:?}: {}", page.answer.body);
                assert!(is_signed_in(&mut browser).await, "asking ends nothing");
                let out = browser.submit(&page, &[("action", "yes")]).await;
                match end {
                    Some(end) => assert_eq!(out.url, end),
                    None => assert!(out.answer.body.contains("logged-out"), "{}", out.answer.body),
                }
                assert!(!is_signed_in(&mut browser).await);
            }
        }
    }

    /// BR-26: a literal `undefined` is a readable page, and an address that is not registered is never gone to.
    async fn with_nonsense(app: TestApp) {
        let mut browser = Browser::new(&app);
        AuthorizationRequest::default().signed_in(&mut browser).await.code();
        for wrong in [
            vec![("id_token_hint", "undefined"), ("client_id", "web")],
            vec![("id_token_hint", "null"), ("client_id", "web"), ("post_logout_redirect_uri", BYE)],
            vec![("client_id", "web"), ("post_logout_redirect_uri", "https://evil.test/")],
            vec![("post_logout_redirect_uri", BYE)],
            vec![("client_id", "nobody"), ("post_logout_redirect_uri", BYE)],
        ] {
            let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&wrong).finish();
            browser.open(&format!("/logout?{query}")).await.is_error_page();
            posted_from_elsewhere(&app, &mut browser, &wrong).await.is_error_page();
        }
        assert!(is_signed_in(&mut browser).await);
    }

    /// BR-25: a hint that another site posts ends the session itself, not only what the browser shows of it.
    async fn with_a_posted_hint(app: TestApp) {
        let mut browser = Browser::new(&app);
        let tokens = offline().exchange(&app, &offline().signed_in(&mut browser).await.code()).await;
        let hint = tokens.text("id_token");
        let form = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", BYE), ("state", "bye")];
        let back = posted_from_elsewhere(&app, &mut browser, &form).await;
        assert_eq!(back.url, format!("{BYE}?state=bye"));
        assert_eq!(app.count_events("logout").await, 1);
        refresh(&app, &tokens.text("refresh_token")).await.is_error(400, "invalid_grant");
    }
}
