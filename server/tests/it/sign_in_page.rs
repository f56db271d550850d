//! The sign-in page: parked requests, browsers, limits, cookies.

use serde_json::json;
use signet::authn::password_hash::{Bounds, Cost, PasswordHasher};
use signet::entropy::SystemEntropy;
use signet::model::user::UserStatus::{Deactivated, PendingVerification, Suspended};
use signet::secret::Secret;

use crate::support::app::{Options, PARTNER};
use crate::support::browser::Page;
use crate::support::{AuthorizationRequest, Browser, Setup, TestApp, in_each_setup};

/// The page without what it asks about passkeys, which is another question each time.
fn without_passkeys(body: &str) -> String {
    let mut parts = body.split("<input type=\"hidden\" name=\"passkey_");
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |kept, part| kept + part.split_once('>').unwrap().1)
}

in_each_setup! {
    async fn one_person_signs_in_at_eight_places_in_the_same_instant(app: TestApp) {
        let places = (0..8).map(|_| async {
            let mut browser = Browser::new(&app);
            AuthorizationRequest::default().signed_in(&mut browser).await.code()
        });
        let codes: std::collections::HashSet<_> = futures::future::join_all(places).await.into_iter().collect();
        assert_eq!((codes.len(), app.count_events("login.rate_limited").await), (8, 0));
    }

    async fn sixty_people_behind_one_address_sign_in_in_the_same_instant(app: TestApp) {
        // Imported with a hash that costs next to nothing.
        let (cost, bounds) = (
            Cost { memory_kib: 64, iterations: 1, parallelism: 1 },
            Bounds { at_once: 1, queue: 1, wait: std::time::Duration::from_secs(9) },
        );
        let entropy = SystemEntropy;
        let hasher = PasswordHasher::new(cost, bounds, &entropy).unwrap();
        let hash = hasher.hash(&Secret::new(app.user.password), &entropy).await.unwrap();
        let names: Vec<String> = (0..60).map(|number| format!("person-{number}")).collect();
        for name in &names {
            app.add_user(json!({"preferred_username": name, "password_hash": hash.expose()})).await;
        }
        let opened = names.iter().map(async |name| {
            let mut browser = Browser::new(&app);
            let page = AuthorizationRequest::default().open(&mut browser).await;
            (browser, page, name)
        });
        let opened = futures::future::join_all(opened).await;
        let answers = opened.into_iter().map(async |(mut browser, page, name)| {
            browser.submit(&page, &[("username", name), ("password", app.user.password)]).await
        });
        let codes = futures::future::join_all(answers).await;
        let signed_in: std::collections::HashSet<_> = codes.iter().map(Page::code).collect();
        assert_eq!((signed_in.len(), app.count_events("login.rate_limited").await), (60, 0));
    }

    /// LG-001: unknown, stopped, without a password, waiting for a proof. Names of one length, so that lengths tell too.
    async fn wrong_credentials_look_alike_whoever_is_meant(app: TestApp) {
        for name in ["bobby", "carol", "david", "erinn", "frank"] {
            let password = (name != "carol").then_some("right horse battery");
            app.add_user(json!({"preferred_username": name, "password": password})).await;
        }
        for (name, status) in [("david", Deactivated), ("erinn", Suspended), ("frank", PendingVerification)] {
            signet::admin::users::set_status(&app.office(), name, status).await.unwrap();
        }
        let (mut bodies, mut heads) = (Vec::new(), Vec::new());
        let short = [("ada", "wrong"), ("nobody", "wrong"), ("ada@example.com", "wrong")];
        let names = ["bobby", "carol", "david", "erinn", "frank", "ghost"];
        for (name, password) in short.into_iter().chain(names.map(|name| (name, "wrong"))) {
            let mut browser = Browser::new(&app);
            let page = AuthorizationRequest::default().open(&mut browser).await;
            let (_, form) = Browser::form(&page, &[]);
            let refused = browser.submit(&page, &[("username", name), ("password", password)]).await;
            assert_eq!(refused.answer.status, 400);
            assert!(refused.answer.body.contains(&format!("value=\"{name}\"")), "what was typed is kept");
            assert!(!refused.answer.body.contains(">wrong<") && !refused.answer.body.contains("value=\"wrong\""));
            let mut body = without_passkeys(&refused.answer.body).replace(name, "NAME");
            for pair in form.split('&').filter(|pair| !pair.starts_with("passkey_")) {
                body = body.replace(pair.split_once('=').unwrap().1, "TOKEN");
            }
            bodies.push(body);
            if names.contains(&name) {
                heads.push(refused.answer.head());
            }
        }
        assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]), "unknown and known names look alike");
        assert!(heads.windows(2).all(|pair| pair[0] == pair[1]), "{heads:?}");
        assert_eq!(app.count_events("login.failed").await, 9);
    }

    async fn failures_are_limited_and_successes_are_not(app: TestApp) {
        let mut browser = Browser::new(&app);
        for _ in 0..7 {
            AuthorizationRequest::default().with("prompt", "login").signed_in(&mut Browser::new(&app)).await.code();
        }
        let page = AuthorizationRequest::default().open(&mut browser).await;
        for _ in 0..5 {
            let refused = browser.submit(&page, &[("username", "ada"), ("password", "guess")]).await;
            assert_eq!(refused.answer.status, 400);
        }
        let limited = browser.submit(&page, &[("username", "ADA@example.com"), ("password", app.user.password)]).await;
        assert_eq!(limited.answer.status, 429, "the right password is not evaluated any more");
        let wait: i64 = limited.answer.header("retry-after").parse().unwrap();
        assert!((1..=900).contains(&wait));
        assert_eq!(app.count_events("login.rate_limited").await, 1);
        // Redis counts by its own clock, which does not travel.
        if app.services.config.redis.url.is_none() {
            app.travel(wait + 1);
            let page = AuthorizationRequest::default().open(&mut browser).await;
            browser.sign_in(&page).await.code();
        }
    }

    async fn of_parallel_guesses_only_the_limit_is_evaluated(app: TestApp) {
        let mut browser = Browser::new(&app);
        let page = AuthorizationRequest::default().open(&mut browser).await;
        let (action, body) = Browser::form(&page, &[("username", "ada"), ("password", "guess")]);
        let cookies: Vec<String> = browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let guess = || async {
            let request = app.http.post(app.at(&action)).header("cookie", cookies.join("; "));
            let request = request.header("content-type", "application/x-www-form-urlencoded").body(body.clone());
            request.send().await.unwrap().status().as_u16()
        };
        let statuses = futures::future::join_all((0..40).map(|_| guess())).await;
        let evaluated = statuses.iter().filter(|status| **status == 400).count();
        // A Redis that is slower than 100 ms costs strictness for a moment: then the database counts anew.
        let most = if app.services.config.redis.url.is_some() { 15 } else { 5 };
        assert!(evaluated <= most, "{evaluated} guesses were evaluated");
        assert!(statuses.iter().all(|status| matches!(status, 400 | 429)), "{statuses:?}");
    }

    async fn forwarding_headers_of_strangers_count_for_nothing(app: TestApp) {
        for address in 0..6 {
            let mut browser = Browser::new(&app);
            browser.headers.push(("x-forwarded-for", format!("10.0.0.{address}")));
            browser.headers.push(("forwarded", format!("for=10.1.0.{address}")));
            let page = AuthorizationRequest::default().open(&mut browser).await;
            let refused = browser.submit(&page, &[("username", "ada"), ("password", "guess")]).await;
            assert_eq!(refused.answer.status, if address < 5 { 400 } else { 429 });
        }
    }

    async fn two_tabs_each_end_at_their_own_client(app: TestApp) {
        for first in [0, 1] {
            let mut browser = Browser::new(&app);
            let requests = [
                AuthorizationRequest::default().with("state", "aaa"),
                AuthorizationRequest::default().with("state", "bbb").with("redirect_uri", "https://rp.test/cb2?tenant=1"),
            ];
            let pages = [requests[0].open(&mut browser).await, requests[1].open(&mut browser).await];
            for tab in [first, 1 - first] {
                let back = browser.submit(&pages[tab], &[("username", "ada"), ("password", app.user.password)]).await;
                assert_eq!(back.parameter("state").as_deref(), Some(["aaa", "bbb"][tab]));
                assert_eq!(requests[tab].exchange(&app, &back.code()).await.status, 200);
            }
        }
    }

    async fn a_page_left_open_over_night_begins_again(app: TestApp) {
        let mut browser = Browser::new(&app);
        let request = AuthorizationRequest::default();
        let page = request.open(&mut browser).await;
        app.travel(10 * 60 * 60);
        let again = browser.sign_in(&page).await;
        assert!(again.answer.body.contains("login-form"), "asked once more: {}", again.answer.body);
        assert_eq!(app.count_events("login.failed").await, 0);
        let back = browser.sign_in(&again).await;
        assert_eq!(request.exchange(&app, &back.code()).await.status, 200);
    }

    async fn a_used_or_unknown_sign_in_page_offers_a_way_on(app: TestApp) {
        let mut browser = Browser::new(&app);
        let page = AuthorizationRequest::default().open(&mut browser).await;
        browser.sign_in(&page).await.code();
        for url in [page.url.clone(), format!("{}x", page.url), "/login".to_owned()] {
            let dead = browser.open(&url).await;
            dead.is_error_page();
            assert!(dead.answer.body.contains("href=\"/sign-in\""));
            Browser::new(&app).open(&url).await.is_error_page();
        }
        let again = browser.submit(&page, &[("username", "ada"), ("password", app.user.password)]).await;
        again.is_error_page();
    }

    async fn our_own_door_is_open_without_an_application(app: TestApp) {
        let mut browser = Browser::new(&app);
        let home = browser.open("/").await;
        assert!(home.answer.body.contains("href=\"/sign-in\""));
        let page = browser.open("/sign-in").await;
        let refused = browser.submit(&page, &[("username", "ada"), ("password", "guess")]).await;
        assert_eq!((refused.answer.status, app.count_events("login.failed").await), (400, 1));
        let home = browser.sign_in(&page).await;
        assert!(home.answer.body.contains("Ada Lovelace") && !home.answer.body.contains("/sign-in"));
        AuthorizationRequest::default().with("prompt", "none").open(&mut browser).await.code();
        let forged = browser.request(reqwest::Method::POST, "/sign-in", Some("username=ada&password=x".into())).await;
        assert_eq!(forged.answer.status, 403);
        assert_eq!(browser.open("/sign-in").await.url, "/", "whoever is signed in has nothing to do here");
    }

    async fn another_browser_cannot_take_a_sign_in_over(app: TestApp) {
        let mut alice = Browser::new(&app);
        let page = AuthorizationRequest::default().open(&mut alice).await;
        let mut mallory = Browser::new(&app);
        AuthorizationRequest::default().open(&mut mallory).await;
        mallory.open(&page.url).await.is_error_page();
        let (action, body) = Browser::form(&page, &[("username", "ada"), ("password", app.user.password)]);
        let stolen = mallory.request(reqwest::Method::POST, &action, Some(body)).await;
        assert_eq!(stolen.answer.status, 403);
        alice.sign_in(&page).await.code();
    }

    async fn many_open_pages_do_not_pile_up_cookies(app: TestApp) {
        let mut browser = Browser::new(&app);
        let long_state = "s".repeat(500);
        let mut pages = Vec::new();
        for _ in 0..50 {
            pages.push(AuthorizationRequest::default().with("state", &long_state).open(&mut browser).await);
        }
        let size: usize = browser.cookies.iter().map(|(name, value)| name.len() + value.len() + 3).sum();
        assert!(size < 4096 && browser.cookies.len() == 1, "{size} bytes of cookies");
        browser.sign_in(&pages[0]).await.code();
        browser.submit(&pages[49], &[("username", "ada"), ("password", app.user.password)]).await.code();
    }

    async fn the_session_cookie_changes_with_every_proof(app: TestApp) {
        let mut browser = Browser::new(&app);
        AuthorizationRequest::default().signed_in(&mut browser).await.code();
        let first = browser.cookies["signet-session"].clone();
        let page = AuthorizationRequest::default().with("prompt", "login").open(&mut browser).await;
        browser.submit(&page, &[("password", app.user.password)]).await.code();
        let second = browser.cookies["signet-session"].clone();
        assert_ne!(first, second);
        browser.cookies.insert("signet-session".into(), first);
        let silent = AuthorizationRequest::default().with("prompt", "none");
        silent.open(&mut browser).await.is_redirected_error(&app, "login_required");
        browser.cookies.insert("signet-session".into(), second);
        silent.open(&mut browser).await.code();
    }

    async fn sessions_end_when_idle_and_in_any_case(app: TestApp) {
        let day = 24 * 60 * 60;
        let mut browser = Browser::new(&app);
        let silent = AuthorizationRequest::default().with("prompt", "none");
        AuthorizationRequest::default().signed_in(&mut browser).await.code();
        app.travel(14 * day);
        silent.open(&mut browser).await.is_redirected_error(&app, "login_required");
        AuthorizationRequest::default().signed_in(&mut browser).await.code();
        for _ in 0..8 {
            app.travel(11 * day);
            silent.open(&mut browser).await.code();
        }
        app.travel(2 * day);
        silent.open(&mut browser).await.is_redirected_error(&app, "login_required");
    }

    async fn choosing_the_account_goes_on_or_asks_for_another(app: TestApp) {
        let mut browser = Browser::new(&app);
        AuthorizationRequest::default().signed_in(&mut browser).await.code();
        let request = AuthorizationRequest::default().with("prompt", "select_account");
        let page = request.open(&mut browser).await;
        assert!(page.answer.body.contains("account-choice-0") && page.answer.body.contains("use-another"));
        let fresh = browser.submit(&page, &[("action", "another")]).await;
        assert!(fresh.answer.body.contains("id=\"username\""));
        browser.submit(&page, &[("action", "continue")]).await.code();
        let page = request.open(&mut browser).await;
        browser.submit(&page, &[("action", "cancel")]).await.is_redirected_error(&app, "access_denied");
    }

    async fn another_person_signing_in_ends_the_first_session(app: TestApp) {
        app.add_user(serde_json::json!({ "preferred_username": "bob", "password": "bob has a long password" })).await;
        let mut browser = Browser::new(&app);
        let request = AuthorizationRequest::default();
        let tokens = request.exchange(&app, &request.signed_in(&mut browser).await.code()).await;
        let page = request.clone().with("prompt", "login").open(&mut browser).await;
        let page = browser.submit(&page, &[("action", "another")]).await;
        let bob = [("username", "bob"), ("password", "bob has a long password")];
        browser.submit(&page, &bob).await.code();
        assert_eq!(app.userinfo(&tokens.text("access_token")).await.status, 401);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn under_https_cookies_have_every_flag() {
    let options = Options { issuer: Some("https://id.example.com".into()), ..Options::default() };
    let app = TestApp::with(Setup::Sqlite, options).await.unwrap();
    let mut browser = Browser::new(&app);
    let page = AuthorizationRequest::of(PARTNER, "https://partner.test/cb").open(&mut browser).await;
    let back = browser.sign_in(&page).await;
    let answer = app.get(&AuthorizationRequest::default().path()).await;
    for cookie in back.answer.headers.get_all("set-cookie").iter().chain(answer.headers.get_all("set-cookie"))
    {
        let cookie = cookie.to_str().unwrap();
        assert!(cookie.starts_with("__Host-signet-"), "{cookie}");
        for flag in ["; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax"] {
            assert!(cookie.contains(flag), "{cookie} lacks {flag}");
        }
        assert!(!cookie.contains("Domain"));
    }
    assert!(answer.header("strict-transport-security").starts_with("max-age=31536000"));
}
