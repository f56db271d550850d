//! Section D: sign-in pages that are open twice, too long, or once more.

use super::{allowed, finish};
use crate::support::app::PARTNER;
use crate::support::authorization::claims_of;
use crate::support::browser::Page;
use crate::support::{AuthorizationRequest, Browser, in_each_setup};

fn tabs() -> [AuthorizationRequest; 2] {
    [
        AuthorizationRequest::default().with("state", "aaa"),
        AuthorizationRequest::of(PARTNER, "https://partner.test/cb").with("state", "bbb"),
    ]
}

/// The page without what differs from one answer to the next.
fn words(page: &Page) -> String {
    page.answer.body.replace(page.answer.header("x-request-id"), "")
}

in_each_setup! {
    /// BR-20: of two sign-ins in one browser each ends at its own client with its own state, in either order.
    async fn two_tabs_in_either_order(app: TestApp) {
        for first in [0, 1] {
            let mut browser = Browser::new(&app);
            let requests = tabs();
            let pages = [requests[0].open(&mut browser).await, requests[1].open(&mut browser).await];
            for tab in [first, 1 - first] {
                let page = browser.submit(&pages[tab], &[("username", "ada"), ("password", app.user.password)]).await;
                let back = finish(&mut browser, page).await;
                assert!(back.url.starts_with(requests[tab].value("redirect_uri")), "{}", back.url);
                assert_eq!(back.parameter("state").as_deref(), Some(["aaa", "bbb"][tab]));
                assert_eq!(requests[tab].exchange(&app, &back.code()).await.status, 200);
            }
        }
    }

    /// BR-20: a tab whose time is over begins its own request again, never the other tab's.
    async fn an_expired_tab_stays_itself(app: TestApp) {
        for first in [0, 1] {
            let mut browser = Browser::new(&app);
            let requests = tabs();
            let pages = [requests[0].open(&mut browser).await, requests[1].open(&mut browser).await];
            app.travel(31 * 60);
            for tab in [first, 1 - first] {
                let again = browser.submit(&pages[tab], &[("username", "ada"), ("password", app.user.password)]).await;
                assert!(again.answer.body.contains(["Notes", "Partner"][tab]), "{}", again.answer.body);
                let page = browser.submit(&again, &[("username", "ada"), ("password", app.user.password)]).await;
                let back = finish(&mut browser, page).await;
                assert!(back.url.starts_with(requests[tab].value("redirect_uri")), "{}", back.url);
                assert_eq!(back.parameter("state").as_deref(), Some(["aaa", "bbb"][tab]));
                assert_eq!(requests[tab].exchange(&app, &back.code()).await.status, 200);
            }
        }
    }

    /// BR-22: a bookmarked sign-in page offers a way on to whoever opens it, tells nothing, and brings no second code.
    async fn a_bookmarked_sign_in_page(app: TestApp) {
        let mut browser = Browser::new(&app);
        let page = AuthorizationRequest::default().open(&mut browser).await;
        browser.sign_in(&page).await.code();
        let last = if page.url.ends_with('A') { 'B' } else { 'A' };
        let changed = format!("{}{last}", &page.url[..page.url.len() - 1]);
        let mut seen = Vec::new();
        for url in [page.url.as_str(), &changed, "/login", "/login?transaction=", "/consent", "/login?transaction=%00"] {
            for visitor in [&mut browser, &mut Browser::new(&app)] {
                let dead = visitor.open(url).await;
                dead.is_error_page();
                assert!(dead.answer.body.contains("href=\"/sign-in\""), "{url}");
                assert!(!dead.answer.body.contains("Ada") && !dead.answer.body.contains("Notes"), "{url}");
            }
            seen.push(words(&Browser::new(&app).open(url).await));
        }
        assert_eq!(seen[0].replace(&page.url, ""), seen[1].replace(&changed, ""), "used and unknown look alike");
        let again = browser.submit(&page, &[("username", "ada"), ("password", app.user.password)]).await;
        again.is_error_page();
        let mut fresh = Browser::new(&app);
        let door = fresh.open("/sign-in").await;
        assert!(fresh.sign_in(&door).await.answer.body.contains("Ada Lovelace"), "the way on leads somewhere");
        assert_eq!(browser.open("/sign-in").await.answer.status, 200, "for whoever is signed in too");
    }

    /// BR-23: a sign-in page left open over night begins the same request again, and blames nobody.
    async fn a_page_left_open_over_night(app: TestApp) {
        for (hours, password) in [(1, app.user.password), (10, "not the password"), (23, "")] {
            let mut browser = Browser::new(&app);
            let request = AuthorizationRequest::default().with("nonce", "of the night").with("state", "before the night");
            let page = request.open(&mut browser).await;
            app.travel(hours * 60 * 60);
            let again = browser.submit(&page, &[("username", "ada"), ("password", password)]).await;
            assert_eq!(again.answer.status, 200);
            assert!(again.answer.body.contains("login-form") && again.answer.body.contains("too long"));
            assert!(!again.answer.body.contains("error-summary"), "{}", again.answer.body);
            let back = browser.sign_in(&again).await;
            assert_eq!(back.parameter("state").as_deref(), Some("before the night"));
            let tokens = request.exchange(&app, &back.code()).await;
            assert_eq!(claims_of(&tokens.text("id_token"))["nonce"], "of the night");
        }
        assert_eq!((app.count_events("login.failed").await, app.count_events("login.rate_limited").await), (0, 0));
        let mut browser = Browser::new(&app);
        let page = AuthorizationRequest::default().open(&mut browser).await;
        app.travel(25 * 60 * 60);
        let gone = browser.sign_in(&page).await;
        gone.is_error_page();
        assert!(gone.answer.body.contains("href=\"/sign-in\""));
    }

    /// BR-23: a consent page left open over night asks again and lets nobody in unasked.
    async fn a_consent_page_left_open_over_night(app: TestApp) {
        let mut browser = Browser::new(&app);
        let request = tabs()[1].clone();
        let page = request.open(&mut browser).await;
        let consent = browser.sign_in(&page).await;
        app.travel(10 * 60 * 60);
        let again = browser.submit(&consent, &[("action", "approve")]).await;
        assert!(again.answer.body.contains("login-form"), "{}", again.answer.body);
        let back = finish(&mut browser, again).await;
        assert_eq!(back.parameter("state").as_deref(), Some("bbb"));
        back.code();
    }

    /// BR-31: fifty open pages cost one small cookie, and the first and the last still lead to their clients.
    async fn many_open_pages_in_one_browser(app: TestApp) {
        let mut browser = Browser::new(&app);
        let mut open = Vec::new();
        for count in 0..50 {
            let request = tabs()[count % 2].clone().with("state", &format!("{count}-{}", "s".repeat(500)));
            open.push(request.open(&mut browser).await);
            let size: usize = browser.cookies.iter().map(|(name, value)| name.len() + value.len() + 3).sum();
            assert!(browser.cookies.len() == 1 && size < 200, "{size} bytes");
        }
        for index in [0, 49] {
            let page = browser.submit(&open[index], &[("username", "ada"), ("password", app.user.password)]).await;
            let back = finish(&mut browser, page).await;
            assert!(back.parameter("state").unwrap().starts_with(&format!("{index}-")));
            back.code();
        }
        browser.headers.push(("cookie", "foreign=1; ".repeat(1800)));
        let heavy = AuthorizationRequest::default().open(&mut browser).await;
        assert!(heavy.url.starts_with("https://rp.test/cb") || heavy.answer.status == 200, "{}", heavy.url);
        browser.headers.clear();
        allowed(&mut browser, &AuthorizationRequest::default()).await.code();
    }
}
