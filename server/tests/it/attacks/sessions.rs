//! Sessions and their cookies.

use std::collections::HashSet;
use std::time::Duration;

use entity::session;
use reqwest::header::HeaderValue;
use sea_orm::EntityTrait as _;
use signet::admin::users;
use signet::model::user::UserStatus;
use signet::secret::{Secret, digest};
use tokio::time::Instant;

use crate::support::app::{Answer, Options, PARTNER, WEB};
use crate::support::attack::Watch;
use crate::support::{AuthorizationRequest, Browser, Setup, TestApp, in_each_setup};

const COOKIE: &str = "signet-session";

fn silent() -> AuthorizationRequest {
    AuthorizationRequest::default().with("prompt", "none")
}

/// A browser in which Ada is signed in.
async fn signed_in(app: &TestApp) -> Browser<'_> {
    let mut browser = Browser::new(app);
    AuthorizationRequest::default().signed_in(&mut browser).await.code();
    browser
}

/// Whether this cookie still signs somebody in.
async fn is_live(app: &TestApp, cookie: &str) -> bool {
    let mut browser = Browser::new(app);
    browser.cookies.insert(COOKIE.to_owned(), cookie.to_owned());
    let page = silent().open(&mut browser).await;
    if page.parameter("code").is_none() {
        page.is_redirected_error(app, "login_required");
    }
    page.parameter("code").is_some()
}

/// Every flag of a cookie: `__Host-` and `Secure` under https, the rest alike.
async fn cookies_are_named(issuer: Option<&str>) {
    let options = Options { issuer: issuer.map(str::to_owned), ..Options::default() };
    let app = TestApp::with(Setup::Sqlite, options).await.unwrap();
    let mut browser = Browser::new(&app);
    let mut answers = Vec::new();
    for path in [
        "/sign-in",
        "/logout",
        "/login",
        "/consent",
        "/",
        "/nothing",
        "/token",
        &AuthorizationRequest::default().path(),
    ] {
        answers.push(app.get(path).await);
    }
    let page = AuthorizationRequest::of(PARTNER, "https://partner.test/cb").open(&mut browser).await;
    let consent = browser.sign_in(&page).await;
    let question = browser.open("/logout").await;
    let out = browser.submit(&question, &[("action", "yes")]).await;
    answers.extend([page.answer, consent.answer, question.answer, out.answer]);
    let name = if issuer.is_some() { "__Host-signet-" } else { "signet-" };
    let mut seen = 0;
    for answer in &answers {
        for cookie in answer.headers.get_all("set-cookie") {
            let text = cookie.to_str().unwrap();
            assert!(text.starts_with(name), "{text}");
            seen += 1;
        }
    }
    assert!(seen >= 3, "only {seen} cookies were set");
}

/// SE-001: by its name a cookie is of one https host. What else each has is seen at every answer of every test (`Answer`).
#[tokio::test(flavor = "multi_thread")]
async fn a_cookie_is_named_for_its_host() {
    cookies_are_named(Some("https://id.example.com")).await;
    cookies_are_named(None).await;
}

in_each_setup! {
    /// Each proof makes a new cookie, and the old one is dead; a planted one is never taken over.
    async fn each_proof_makes_a_new_cookie(app: TestApp) {
        let mut browser = signed_in(&app).await;
        let mut known = vec![browser.cookies[COOKIE].clone()];
        for _ in 0..2 {
            let page = AuthorizationRequest::default().with("prompt", "login").open(&mut browser).await;
            browser.submit(&page, &[("password", app.user.password)]).await.code();
            let new = browser.cookies[COOKIE].clone();
            for old in &known {
                assert!(old != &new && !is_live(&app, old).await, "the cookie before lives on");
            }
            known.push(new);
        }
        let planted = signed_in(&app).await.cookies[COOKIE].clone();
        let mut victim = Browser::new(&app);
        victim.cookies.insert(COOKIE.to_owned(), planted.clone());
        let page = AuthorizationRequest::default().with("prompt", "login").open(&mut victim).await;
        victim.submit(&page, &[("password", app.user.password)]).await.code();
        assert_ne!(victim.cookies[COOKIE], planted);
        assert!(!is_live(&app, &planted).await, "whoever planted the cookie is not signed in by it");
        let page = browser.open("/logout").await;
        browser.submit(&page, &[("action", "yes")]).await;
        assert!(!browser.cookies.contains_key(COOKIE) && !is_live(&app, &known[2]).await, "after signing out");
        let before = signed_in(&app).await.cookies[COOKIE].clone();
        users::set_password(&app.office(), "ada", &Secret::new("another password that is long")).await.unwrap();
        assert!(!is_live(&app, &before).await, "after a new password");
    }

    /// Nobody is signed in by a form that stood elsewhere.
    async fn no_foreign_form_signs_anybody_in(app: TestApp) {
        app.add_user(serde_json::json!({ "preferred_username": "mallory", "password": "mallory has a password" })).await;
        let mut alice = signed_in(&app).await;
        let cookie = alice.cookies[COOKIE].clone();
        let mut mallory = Browser::new(&app);
        let credentials = [("username", "mallory"), ("password", "mallory has a password")];
        let mallorys = AuthorizationRequest::default().open(&mut mallory).await;
        let at_home = mallory.open("/sign-in").await;
        let own = AuthorizationRequest::default().with("prompt", "login").open(&mut alice).await;
        let mut watch = Watch::over(&app).await;
        watch.keeps_secret("mallory has a password");
        let (evil, cross): (Vec<_>, Vec<_>) = (vec![("origin", "https://evil.test".to_owned())], vec![("sec-fetch-site", "cross-site".to_owned())]);
        for (variant, page, headers) in [
            ("mallory's request", &mallorys, vec![]), ("mallory's page", &at_home, vec![]), ("elsewhere", &own, evil.clone()),
            ("cross-site", &own, cross), ("same-site", &own, vec![("sec-fetch-site", "same-site".to_owned())]), ("mallory's, elsewhere", &mallorys, evil),
        ] {
            let (action, body) = Browser::form(page, &credentials);
            for with_cookies in [true, false] {
                let mut browser = Browser::new(&app);
                if with_cookies {
                    browser.cookies.clone_from(&alice.cookies);
                }
                browser.headers.clone_from(&headers);
                let refused = browser.request(reqwest::Method::POST, &action, Some(body.clone())).await;
                watch.is_page(variant, &refused, 403, Some(("form.refused", ""))).await;
                assert!(!refused.answer.headers.contains_key("set-cookie"), "{variant}");
            }
        }
        assert!(is_live(&app, &cookie).await);
    }

    /// Of two cookies of one name none counts.
    async fn of_two_cookies_none_counts(app: TestApp) {
        let alice = signed_in(&app).await.cookies[COOKIE].clone();
        let mallory = signed_in(&app).await.cookies[COOKIE].clone();
        let mut watch = Watch::over(&app).await;
        for lines in [
            vec![format!("{COOKIE}={alice}; {COOKIE}={mallory}")], vec![format!("{COOKIE}={mallory}; {COOKIE}={alice}")],
            vec![format!("{COOKIE}={mallory}"), format!("{COOKIE}={alice}")], vec![format!("{COOKIE}=; {COOKIE}={alice}")],
            vec![format!("{COOKIE}={alice}; other=1;{COOKIE}={alice}")],
        ] {
            let mut request = app.http.get(app.at(&silent().path()));
            for line in &lines {
                request = request.header("cookie", line);
            }
            let answer = Answer::of(request.send().await.unwrap()).await;
            assert!(answer.header("location").contains("error=login_required"), "{}", answer.header("location"));
            watch.is_unmoved("two cookies", Some(("authorize.refused", "login_required"))).await;
        }
        assert!(is_live(&app, &alice).await);
    }

    /// A session's secret cannot be guessed, and the store does not hold it.
    async fn a_sessions_secret_is_nowhere_but_in_its_cookie(app: TestApp) {
        let mut known = HashSet::new();
        for _ in 0..10_000 {
            let secret = app.services.entropy.token();
            assert_eq!(secret.len(), 43, "256 bits");
            assert!(known.insert(secret));
        }
        let cookie = signed_in(&app).await.cookies[COOKIE].clone();
        let (_, secret) = cookie.split_once('.').unwrap();
        assert_eq!(secret.len(), 43);
        let rows = session::Entity::find().all(app.services.db.reader()).await.unwrap();
        assert_eq!(rows[0].secret_digest, digest(secret.as_bytes()));
        let kept = entity::kept_record::Entity::find().all(app.services.db.reader()).await.unwrap();
        let lossy = entity::lossy_record::Entity::find().all(app.services.db.reader()).await.unwrap();
        let dump = format!("{rows:?} {kept:?} {lossy:?}");
        assert!(!dump.contains(secret), "the store holds the secret");
    }

    /// A session ends when idle, and in any case; what it gave to applications follows its own times.
    async fn sessions_end_when_idle_and_in_any_case(app: TestApp) {
        let idle = app.services.config.sessions.idle.num_seconds();
        let absolute = app.services.config.sessions.absolute.num_seconds();
        let request = AuthorizationRequest::default().with("scope", "openid offline_access");
        let mut browser = Browser::new(&app);
        let begun = app.clock_seconds();
        let code = request.signed_in(&mut browser).await.code();
        let mut refresh = request.exchange(&app, &code).await.text("refresh_token");
        app.travel(idle - 1);
        silent().open(&mut browser).await.code();
        app.travel(idle);
        let mut watch = Watch::over(&app).await;
        let late = silent();
        watch.is_redirected("idle", &late, &late.open(&mut browser).await, "login_required").await;
        let mut browser = signed_in(&app).await;
        let begun_again = app.clock_seconds();
        while app.clock_seconds() + idle - 1 < begun_again + absolute {
            app.travel(idle - 1);
            silent().open(&mut browser).await.code();
        }
        app.travel(begun_again + absolute - 1 - app.clock_seconds());
        silent().open(&mut browser).await.code();
        app.travel(2);
        watch.again().await;
        watch.is_redirected("absolute", &late, &late.open(&mut browser).await, "login_required").await;
        if app.clock_seconds() - begun < app.services.config.tokens.refresh_idle.num_seconds() {
            let form = [("grant_type", "refresh_token"), ("refresh_token", refresh.as_str())];
            refresh = app.token(WEB, &form).await.text("refresh_token");
            assert!(refresh.starts_with("sgr_"), "a session that runs out ends no family");
        }
    }

    /// Suspended, or with a new password, a person is signed out everywhere at once.
    async fn who_is_put_out_is_out_everywhere(app: TestApp) {
        let url = app.services.config.database.url.as_ref().map(|url| url.expose().to_owned());
        let options = Options { database_url: url, issuer: Some(app.issuer.clone()), ..Options::default() };
        let other = TestApp::with(app.setup, options).await.unwrap();
        let request = AuthorizationRequest::default().with("scope", "openid offline_access");
        for reason in ["suspended", "password"] {
            let mut browser = Browser::new(&app);
            let page = request.open(&mut browser).await;
            let code = browser.submit(&page, &[("username", "ada"), ("password", app.user.password)]).await.code();
            let tokens = request.exchange(&app, &code).await;
            let (access, refresh) = (tokens.text("access_token"), tokens.text("refresh_token"));
            let cookie = browser.cookies[COOKIE].clone();
            for instance in [&app, &other] {
                assert!(is_live(instance, &cookie).await, "{reason}");
                assert_eq!(instance.userinfo(&access).await.status, 200, "{reason}");
            }
            if reason == "suspended" {
                users::set_status(&app.office(), "ada", UserStatus::Suspended).await.unwrap();
            } else {
                users::set_password(&app.office(), "ada", &Secret::new("another password that is long")).await.unwrap();
            }
            assert!(!is_live(&app, &cookie).await, "{reason}");
            assert_eq!(app.userinfo(&access).await.status, 401, "{reason}");
            // The row decides what is given out; that what was given out has ended, others hear within a second.
            for instance in [&other, &app] {
                let form = [("grant_type", "refresh_token"), ("refresh_token", refresh.as_str())];
                instance.token(WEB, &form).await.is_error(400, "invalid_grant");
            }
            let heard_by = Instant::now() + Duration::from_secs(1);
            while is_live(&other, &cookie).await || other.userinfo(&access).await.status != 401 {
                assert!(Instant::now() < heard_by, "{reason}: not heard of within a second");
            }
            users::set_status(&app.office(), "ada", UserStatus::Active).await.unwrap();
            assert!(!is_live(&app, &cookie).await, "{reason}: what has ended stays so");
            tokio::time::sleep(Duration::from_secs(1)).await;
            assert!(!is_live(&other, &cookie).await, "{reason}: what has ended stays so");
        }
    }

    /// A damaged cookie is nobody's.
    async fn a_damaged_cookie_is_nobodys(app: TestApp) {
        let good = signed_in(&app).await.cookies[COOKIE].clone();
        let (id, secret) = good.split_once('.').unwrap();
        let flipped = |text: &str, at: usize| {
            let mut bytes = text.as_bytes().to_vec();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            String::from_utf8(bytes).unwrap().into_bytes()
        };
        let mut damaged: Vec<Vec<u8>> = (1..good.len()).step_by(5).map(|length| good.as_bytes()[..length].to_vec()).collect();
        damaged.extend((0..good.len()).step_by(6).map(|at| flipped(&good, at)));
        damaged.extend([
            format!("{id}."), format!(".{secret}"), format!("{secret}.{id}"), format!("{good}.x"), format!("{good}A"), "A".repeat(20_000),
            format!("\"{good}\""), good.to_uppercase(), format!("{id}.{}", "A".repeat(43)), "null".to_owned(), "%00".to_owned(), "\u{e9}.\u{202e}".to_owned(),
        ].map(String::into_bytes));
        damaged.extend([vec![0xff, 0xfe], vec![0x80; 59]]);
        let mut watch = Watch::over(&app).await;
        for cookie in damaged {
            let variant = String::from_utf8_lossy(&cookie[..cookie.len().min(70)]).into_owned();
            let header = HeaderValue::from_bytes(&[format!("{COOKIE}=").into_bytes(), cookie].concat()).unwrap();
            let answer = Answer::of(app.http.get(app.at(&silent().path())).header("cookie", header.clone()).send().await.unwrap()).await;
            assert!(answer.header("location").contains("error=login_required"), "{variant}: {} {}", answer.status, answer.header("location"));
            watch.is_unmoved(&variant, Some(("authorize.refused", "login_required"))).await;
            let home = Answer::of(app.http.get(app.at("/")).header("cookie", header).send().await.unwrap()).await;
            assert_eq!(home.status, 200, "{variant}");
            assert!(!home.body.contains("Ada"), "{variant}");
        }
        assert!(is_live(&app, &good).await);
    }
}
