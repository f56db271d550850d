//! A request while a person is asked: it is what it was when it began, and its browser's alone.

use std::collections::HashSet;

use entity::token_family;
use sea_orm::EntityTrait as _;

use crate::support::app::PARTNER;
use crate::support::attack::Watch;
use crate::support::browser::Page;
use crate::support::{AuthorizationRequest, Browser, TestApp, in_each_setup, log};

const SWAPPED: [(&str, &str); 9] = [
    ("response_type", "token"),
    ("response_mode", "fragment"),
    ("scope", "openid email phone address offline_access"),
    ("redirect_uri", "https://evil.test/cb"),
    ("client_id", "partner"),
    ("nonce", "swapped"),
    ("state", "swapped"),
    ("code_challenge", "swapped"),
    ("prompt", "none"),
];

/// The answer to the request as it was.
async fn is_the_first_request(app: &TestApp, variant: &str, back: &Page) {
    let request = AuthorizationRequest::default();
    assert!(back.url.starts_with("https://rp.test/cb?code="), "{variant}: {}", back.url);
    assert_eq!(back.parameter("state").as_deref(), Some("af0ifjsldkj"), "{variant}");
    let tokens = request.exchange(app, &back.code()).await;
    assert_eq!((tokens.status, tokens.text("scope").as_str()), (200, "openid email"), "{variant}");
    let claims = crate::support::authorization::claims_of(&tokens.text("id_token"));
    assert_eq!((&claims["nonce"], &claims["aud"]), (&"n-0S6_WzA2Mj".into(), &"web".into()), "{variant}");
}

in_each_setup! {
    /// The redirect that follows a password is a 303, and carries nothing of the form.
    async fn no_password_travels_on(app: TestApp) {
        let mut browser = Browser::new(&app);
        for page in [AuthorizationRequest::default().open(&mut browser).await, browser.open("/sign-in").await] {
            let (action, body) = Browser::form(&page, &[("username", "ada"), ("password", app.user.password)]);
            let cookies: Vec<String> = browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let post = app.http.post(app.at(&action)).header("cookie", cookies.join("; "));
            let answer = post.header("content-type", "application/x-www-form-urlencoded").body(body).send().await.unwrap();
            assert_eq!(answer.status().as_u16(), 303, "{action}");
            assert_eq!(answer.headers()["referrer-policy"], "no-referrer");
            let location = answer.headers()["location"].to_str().unwrap().to_owned();
            for told in ["ada", "correct", "password", "csrf", "transaction"] {
                assert!(!location.contains(told), "{told} in {location}");
            }
        }
    }

    /// What is added to the form, the address or a second visit changes nothing of the request.
    async fn nothing_is_swapped_on_the_way(app: TestApp) {
        for (name, value) in SWAPPED {
            let mut browser = Browser::new(&app);
            let page = AuthorizationRequest::default().open(&mut browser).await;
            let credentials = [("username", "ada"), ("password", app.user.password)];
            let query: String = url::form_urlencoded::byte_serialize(value.as_bytes()).collect();
            let reopened = browser.open(&format!("{}&{name}={query}", page.url)).await;
            let fields = [credentials[0], credentials[1], (name, value)];
            is_the_first_request(&app, name, &browser.submit(&reopened, &fields).await).await;
            let mut watch = Watch::over(&app).await;
            let back = browser.submit(&page, &credentials).await;
            watch.is_page(name, &back, 400, Some(("authorize.refused", "finished"))).await;
        }
        let mut watch = Watch::over(&app).await;
        let made_up = Browser::new(&app).open("/login?transaction=zzz").await;
        watch.is_page("made up", &made_up, 400, Some(("authorize.refused", "unknown"))).await;
        let mut browser = Browser::new(&app);
        let page = AuthorizationRequest::default().open(&mut browser).await;
        let (action, body) = Browser::form(&page, &[("username", "ada"), ("password", app.user.password)]);
        let mut watch = Watch::over(&app).await;
        let in_query = browser.request(reqwest::Method::POST, &format!("{action}?redirect_uri=https%3A%2F%2Fevil.test"), Some(body.clone())).await;
        watch.is_page("in the form's address", &in_query, 400, None).await;
        for twice in ["transaction=x", "csrf=x", "password=x"] {
            let refused = browser.request(reqwest::Method::POST, &action, Some(format!("{body}&{twice}"))).await;
            watch.is_page(twice, &refused, 400, None).await;
        }
        is_the_first_request(&app, "as it was", &browser.request(reqwest::Method::POST, &action, Some(body)).await).await;
    }

    /// Another browser does nothing with a request it has the address of.
    async fn another_browser_does_nothing_with_it(app: TestApp) {
        let mut alice = Browser::new(&app);
        let login = AuthorizationRequest::default().open(&mut alice).await;
        let mut mallory = Browser::new(&app);
        AuthorizationRequest::default().signed_in(&mut mallory).await.code();
        let own = AuthorizationRequest::default().with("prompt", "login").open(&mut mallory).await;
        let handle = |page: &Page| page.url.split("transaction=").nth(1).unwrap().split('&').next().unwrap().to_owned();
        let stranger = Some(("authorize.refused", "another browser"));
        let consent = {
            let partner = AuthorizationRequest::of(PARTNER, "https://partner.test/cb");
            let page = partner.open(&mut alice).await;
            alice.sign_in(&page).await
        };
        let mut watch = Watch::over(&app).await;
        for page in [&login, &consent] {
            for path in ["/login", "/consent"] {
                for more in ["", "&another=1", "&expired=1"] {
                    let opened = mallory.open(&format!("{path}?transaction={}{more}", handle(page))).await;
                    watch.is_page(path, &opened, 400, stranger).await;
                    let opened = Browser::new(&app).open(&format!("{path}?transaction={}{more}", handle(page))).await;
                    watch.is_page(path, &opened, 400, stranger).await;
                }
                let (_, body) = Browser::form(page, &[]);
                let swapped = Browser::form(&own, &[]).1.replace(&handle(&own), &handle(page));
                let swapped: Vec<&str> = swapped.split('&').filter(|pair| !pair.starts_with("username=")).collect();
                let swapped = swapped.join("&");
                for action in ["login", "continue", "another", "cancel", "approve", "deny"] {
                    for body in [&body, &swapped] {
                        let body = format!("{body}&action={action}&username=ada&password=x");
                        let refused = mallory.request(reqwest::Method::POST, path, Some(body)).await;
                        watch.is_page(action, &refused, 403, Some(("form.refused", ""))).await;
                    }
                }
            }
        }
        alice.submit(&consent, &[("action", "approve")]).await.code();
        alice.sign_in(&login).await.code();
    }

    /// Codes cannot be guessed, and stand in no log and no row.
    async fn codes_stand_nowhere(app: TestApp) {
        let mut browser = Browser::new(&app);
        AuthorizationRequest::default().signed_in(&mut browser).await.code();
        let cookies: Vec<String> = browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let (path, cookies, mark) = (AuthorizationRequest::default().path(), cookies.join("; "), log::mark());
        let mut codes = HashSet::new();
        for _ in 0..20 {
            let ask = || async { app.http.get(app.at(&path)).header("cookie", &cookies).send().await.unwrap() };
            for answer in futures::future::join_all((0..50).map(|_| ask())).await {
                assert_eq!(answer.headers()["referrer-policy"], "no-referrer");
                let location = url::Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap();
                let code = location.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
                assert!(code.len() >= 4 + 86 && codes.insert(code), "a code is short, or came twice");
            }
        }
        assert_eq!(codes.len(), 1000);
        // The last 43 characters are the tag, which nobody can guess: no two codes share theirs.
        let tags: HashSet<&str> = codes.iter().map(|code| &code[code.len() - 43..]).collect();
        assert_eq!(tags.len(), 1000);
        let families = format!("{:?}", token_family::Entity::find().all(app.services.db.reader()).await.unwrap());
        let events = format!("{:?}", app.events().await);
        let said = log::since(mark);
        for (tag, code) in tags.iter().zip(&codes) {
            assert!(!families.contains(tag) && !events.contains(tag) && !said.contains(code.as_str()), "a code was kept");
        }
    }
}
