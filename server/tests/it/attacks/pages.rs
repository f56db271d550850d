//! Pages: whatever is written into a request stays text, and nobody frames, keeps or follows a page.

use crate::support::app::{Answer, PARTNER};
use crate::support::attack::is_guarded_page;
use crate::support::{AuthorizationRequest, Browser, TestApp, in_each_setup};

const PAYLOADS: [&str; 6] = [
    "\"><script>alert(1)</script>",
    "' autofocus onfocus='alert(1)",
    "\" autofocus onfocus=\"alert(1)",
    "</title></textarea><svg/onload=alert(1)>",
    "{{7*7}}<%= 7*7 %><img src=x onerror=alert(1)>",
    "javascript:alert(1)//'\"><b>",
];

const PARAMETERS: [&str; 22] = [
    "client_id",
    "redirect_uri",
    "response_type",
    "response_mode",
    "scope",
    "state",
    "nonce",
    "prompt",
    "max_age",
    "ui_locales",
    "login_hint",
    "id_token_hint",
    "acr_values",
    "claims",
    "claims_locales",
    "display",
    "code_challenge",
    "code_challenge_method",
    "error",
    "error_hint",
    "error_description",
    "unknown",
];

/// No payload stands in the page as it came, and nothing runs.
#[track_caller]
fn is_harmless(variant: &str, answer: &Answer) {
    for payload in PAYLOADS {
        assert!(!answer.body.contains(payload), "{variant}: {payload} in {}", answer.body);
    }
    for harm in [
        "href=\"javascript:",
        "src=\"javascript:",
        "action=\"javascript:",
        "<svg/",
        "onfocus=\"",
        "onfocus='",
        "<img src=x",
        "<script>",
    ] {
        assert!(!answer.body.contains(harm), "{variant}: {harm} in {}", answer.body);
    }
    assert!(answer.status < 500, "{variant}: {}", answer.status);
    if answer.header("content-type").starts_with("text/html") {
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe-"), "{variant}: {policy}");
    }
}

/// Every kind of page, by the name of what it is.
async fn every_page(app: &TestApp) -> Vec<(&'static str, Answer)> {
    let mut browser = Browser::new(app);
    let mut pages = Vec::new();
    for (name, path) in [
        ("home", "/"),
        ("sign-in", "/sign-in"),
        ("logout", "/logout"),
        ("logged out", "/logged-out"),
        ("not found", "/nothing"),
        ("no transaction", "/login"),
        ("no consent", "/consent?transaction=x"),
        ("unknown client", "/authorize?client_id=x"),
        ("repeated", "/authorize?a=1&a=2"),
        ("bad hint", "/logout?id_token_hint=x"),
    ] {
        pages.push((name, app.get(path).await));
    }
    let put = app.http.request(reqwest::Method::PUT, app.at("/sign-in"));
    pages.push(("method", Answer::of(put.send().await.unwrap()).await));
    let json = app.http.post(app.at("/login")).header("content-type", "application/json").body("{}");
    pages.push(("media type", Answer::of(json.send().await.unwrap()).await));
    let form = app.http.post(app.at("/sign-in")).header("content-type", "application/x-www-form-urlencoded");
    let too_large = Answer::of(form.body("x".repeat(70_000)).send().await.unwrap()).await;
    assert_eq!(too_large.header("connection"), "close", "a body that was not read ends the connection");
    pages.push(("too large", too_large));
    let login = AuthorizationRequest::of(PARTNER, "https://partner.test/cb")
        .with("response_mode", "form_post")
        .open(&mut browser)
        .await;
    let wrong = browser.submit(&login, &[("username", "ada"), ("password", "wrong")]).await;
    let forged = browser.request(reqwest::Method::POST, "/login", Some("username=ada".to_owned())).await;
    let consent = browser.sign_in(&login).await;
    let choose = AuthorizationRequest::default().with("prompt", "select_account").open(&mut browser).await;
    let question = browser.open("/logout").await;
    let at_home = browser.open("/").await;
    let posting = browser.submit(&consent, &[("action", "approve")]).await;
    for (name, page) in [
        ("login", login),
        ("wrong password", wrong),
        ("forged", forged),
        ("consent", consent),
        ("choose", choose),
        ("question", question),
        ("at home", at_home),
        ("form_post", posting),
    ] {
        pages.push((name, page.answer));
    }
    pages
}

in_each_setup! {
    /// Markup in a parameter, cookie or header is text.
    async fn markup_in_a_request_is_text(app: TestApp) {
        for name in PARAMETERS {
            for payload in PAYLOADS {
                let mut browser = Browser::new(&app);
                let page = AuthorizationRequest::default().with(name, payload).open(&mut browser).await;
                is_harmless(name, &page.answer);
                let query: String = url::form_urlencoded::byte_serialize(payload.as_bytes()).collect();
                for path in ["/sign-in", "/login", "/consent", "/logout", "/logged-out", "/", "/nothing"] {
                    is_harmless(name, &app.get(&format!("{path}?{name}={query}&transaction={query}&post_logout_redirect_uri={query}")).await);
                }
            }
        }
        for payload in PAYLOADS {
            let mut browser = Browser::new(&app);
            browser.headers = ["accept-language", "user-agent", "referer", "x-request-id", "x-forwarded-for"].map(|name| (name, payload.to_owned())).to_vec();
            for name in ["signet-browser", "signet-session", "other"] {
                browser.cookies.insert(name.to_owned(), payload.replace(';', ""));
            }
            for path in ["/", "/sign-in", "/login?transaction=x", &AuthorizationRequest::default().path(), "/nothing"] {
                is_harmless("a header", &browser.open(path).await.answer);
            }
            let mut browser = Browser::new(&app);
            let page = AuthorizationRequest::default().open(&mut browser).await;
            let wrong = browser.submit(&page, &[("username", payload), ("password", payload)]).await;
            assert_eq!(wrong.answer.status, 400);
            is_harmless("what was typed", &wrong.answer);
            let posting = AuthorizationRequest::default().with("response_mode", "form_post").with("state", payload);
            let page = posting.open(&mut browser).await;
            let posted = browser.sign_in(&page).await;
            is_harmless("state, posted", &posted.answer);
            let (_, body) = Browser::form(&posted, &[]);
            let state = url::form_urlencoded::parse(body.as_bytes()).find(|(name, _)| name == "state").unwrap().1.into_owned();
            assert_eq!(state.replace("&#60;", "<").replace("&#62;", ">"), payload, "state comes back as it was");
        }
    }

    /// No page tells its address, and none fetches from elsewhere. No page is framed.
    async fn no_page_is_framed_kept_or_followed(app: TestApp) {
        for (name, answer) in every_page(&app).await {
            is_guarded_page(name, &answer);
            for tag in answer.body.split('<').filter(|tag| ["script", "img", "link", "iframe", "object", "embed", "style"].iter().any(|name| tag.starts_with(name))) {
                for attribute in ["src=\"", "href=\"", "data=\""] {
                    let address = tag.split(attribute).nth(1).map(|rest| rest.split('"').next().unwrap());
                    assert!(address.is_none_or(|address| address.starts_with('/') && !address.starts_with("//")), "{name}: {tag}");
                }
                assert!(!tag.starts_with("iframe") && !tag.starts_with("style"), "{name}: {tag}");
            }
            assert!(!answer.body.contains(" style=\"") && !answer.body.contains(" onclick"), "{name}: inline style or script");
            assert!(!answer.headers.keys().any(|header| header.as_str().starts_with("access-control-")), "{name}");
        }
    }
}
