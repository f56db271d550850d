//! Forms that another site sends, or that carry no token of ours (security.md US-011): every page that has one.

use std::collections::BTreeSet;

use crate::accounts::{PASSWORD, mail_to, register, with_mail};
use crate::factors::phone::{at_home, half, kit};
use crate::support::app::Answer;
use crate::support::browser::Page;
use crate::support::{AuthorizationRequest, Browser, TestApp};

/// Pages of somebody who is signed in.
const OWN: [&str; 9] = [
    "/account/profile",
    "/account/email",
    "/account/data",
    "/account/data/erase",
    "/account/sessions/end-others",
    "/change-password",
    "/account/security/totp",
    "/account/security/passkey",
    "/logout",
];
/// Pages of anybody.
const ANYBODYS: [&str; 3] = ["/sign-in", "/register", "/forgot"];

/// Sends the page's form in each way that is none of ours, with the cookies of the browser that was shown it.
async fn is_refused(app: &TestApp, browser: &Browser<'_>, page: &Page) {
    let (action, body) =
        Browser::form(page, &[("name", "Mallory"), ("password", PASSWORD), ("code", "000000")]);
    let without: Vec<&str> = body.split('&').filter(|pair| !pair.starts_with("csrf=")).collect();
    let cookies: Vec<String> =
        browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let ways = [
        (without.join("&"), "sec-fetch-site", "same-origin"),
        (format!("{}&csrf=x", without.join("&")), "sec-fetch-site", "same-origin"),
        (body.clone(), "sec-fetch-site", "cross-site"),
        (body.clone(), "sec-fetch-site", "same-site"),
        (body, "origin", "https://evil.test"),
    ];
    for (body, header, value) in ways {
        let request =
            app.http.post(app.at(&action)).header("cookie", cookies.join("; ")).header(header, value);
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(body);
        let refused = Answer::of(request.send().await.unwrap()).await;
        assert_eq!(refused.status, 403, "{action} with {header}: {value}: {}", refused.body);
    }
}

with_mail! {
    async fn no_form_counts_that_another_site_has_sent(app: TestApp) {
        let mut own = Browser::new(&app);
        at_home(&mut own).await;
        for path in OWN {
            let page = own.open(path).await;
            assert!(page.url.ends_with(path), "{path} leads to {}", page.url);
            is_refused(&app, &own, &page).await;
        }
        for path in ANYBODYS {
            let mut browser = Browser::new(&app);
            let page = browser.open(path).await;
            is_refused(&app, &browser, &page).await;
        }
        assert!(own.open("/account").await.answer.body.contains("Ada Lovelace"), "nothing has changed");
    }

    /// The same of pages that a mail or a first step leads to.
    async fn nor_does_one_of_a_page_that_something_else_led_to(app: TestApp) {
        let mut browser = Browser::new(&app);
        let page = register(&mut browser, "carol@example.com", PASSWORD).await;
        is_refused(&app, &browser, &page).await;
        let link = mail_to(&app, "carol@example.com").await.link(&app, "/verify/link");
        let page = browser.open(&link).await;
        is_refused(&app, &browser, &page).await;
        let mut browser = Browser::new(&app);
        let page = browser.open("/forgot").await;
        browser.submit(&page, &[("username", "ada")]).await;
        let page = browser.open(&mail_to(&app, "ada@example.com").await.link(&app, "/reset")).await;
        is_refused(&app, &browser, &page).await;
        kit(&app).await;
        let mut browser = Browser::new(&app);
        let page = half(&mut browser, &AuthorizationRequest::default()).await;
        is_refused(&app, &browser, &page).await;
    }

    /// JSON that a form of another site can send is none.
    async fn json_of_another_media_type_changes_nothing(app: TestApp) {
        let ada = crate::api::Caller::ada(&app).await;
        let mut tried = BTreeSet::new();
        for known in crate::routes::public().into_iter().filter(|known| known.path.starts_with("/v1/")) {
            for method in ["POST", "PUT", "PATCH"].into_iter().filter(|method| known.methods.contains(*method)) {
                let path = known.example();
                let request = app.http.request(method.parse().unwrap(), app.at(&path)).bearer_auth(&ada.token);
                let request = request.header("content-type", "text/plain").header("if-match", "\"1\"").body("{}");
                let answer = Answer::of(request.send().await.unwrap()).await;
                // Calls of applications ask who it is first; some take no body at all.
                assert!([401, 409, 415].contains(&answer.status), "{method} {path}: {} {}", answer.status, answer.body);
                tried.insert((answer.status, known.path));
            }
        }
        assert!(tried.iter().filter(|(status, _)| *status == 415).count() >= 8, "{tried:?}");
        assert_eq!(ada.get("/v1/users/me").await.status, 200);
    }
}
