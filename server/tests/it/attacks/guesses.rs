//! Guessing names and passwords (NIST SP 800-63B section 5.2.2, RFC 9700).

use std::fmt::Write as _;

use serde_json::{Value, json};
use signet::admin::users;
use signet::model::user::UserStatus;
use signet::secret::Secret;
use signet::store::auth_events::{self, Filter};

use crate::support::app::Options;
use crate::support::attack::Watch;
use crate::support::browser::Page;
use crate::support::{Browser, Setup, TestApp, in_each_setup};

const PAGE: &str = "/sign-in";

/// What happened of this kind: the reason, and about whom.
async fn attacks(app: &TestApp) -> Vec<(String, bool)> {
    let filter = Filter { kind: Some("login.attack".to_owned()), limit: 100, ..Filter::default() };
    let rows = auth_events::list(app.services.db.reader(), &filter).await.unwrap();
    rows.into_iter().map(|row| (row.event.reason.unwrap_or_default(), row.event.user_id.is_some())).collect()
}

/// Tries once, from a browser that nobody has seen before.
async fn guess(app: &TestApp, address: &str, name: &str, password: &str) -> Page {
    let mut browser = Browser::new(app);
    browser.headers.push(("x-forwarded-for", address.to_owned()));
    let page = browser.open(PAGE).await;
    browser.submit(&page, &[("username", name), ("password", password)]).await
}

/// Behind a proxy that tells addresses.
async fn behind_a_proxy(flags: &[(&'static str, &str)]) -> TestApp {
    let mut flags: Vec<_> = flags.iter().map(|(key, value)| (*key, (*value).to_owned())).collect();
    flags.push(("server.trusted_proxies", "127.0.0.0/8".to_owned()));
    TestApp::with(Setup::Sqlite, Options { flags, ..Options::default() }).await.unwrap()
}

/// LG-010: a guess a minute from a thousand addresses for a day. A hundred are judged, and the attack is told once.
#[tokio::test(flavor = "multi_thread")]
async fn of_guesses_from_everywhere_a_hundred_a_day_are_judged() {
    let app = behind_a_proxy(&[]).await;
    let mut judged = 0;
    for minute in 0..130 {
        let address = format!("10.{}.{}.7", minute / 250, minute % 250);
        let answer = guess(&app, &address, "ada", "guess").await.answer;
        assert!(matches!(answer.status, 400 | 429), "{}", answer.body);
        judged += u32::from(answer.status == 400);
        app.travel(60);
    }
    assert_eq!(judged, 100);
    assert_eq!(app.count_events("login.failed").await, 100);
    let (reason, is_about_somebody) = attacks(&app).await.remove(0);
    assert!(reason.contains("as often as a day allows") && is_about_somebody, "{reason}");
    assert_eq!(app.count_events("login.attack").await, 1);
    // And after the day its owner is in again.
    app.travel(24 * 60 * 60);
    assert_eq!(guess(&app, "10.9.9.9", "ada", app.user.password).await.url, "/");
}

/// LG-011: a list of names and passwords. One source is stopped, and many are told as one attack.
#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_passwords_is_stopped_at_its_source_and_told_when_it_has_many() {
    let app = behind_a_proxy(&[("limits.login_alarm", "60/15m")]).await;
    for number in 0..50 {
        let tried = guess(&app, "10.0.0.1", &format!("person-{number}"), "Summer-2026-sale").await;
        assert_eq!(tried.answer.status, 400, "{number}");
    }
    // A pair that is right is not judged any more there, whoever it is.
    let right = guess(&app, "10.0.0.1", "ada", app.user.password).await;
    assert_eq!((right.answer.status, app.count_events("login.success").await), (429, 0));
    assert_eq!(attacks(&app).await, []);
    for number in 0..15 {
        guess(&app, &format!("10.0.1.{number}"), &format!("person-{number}"), "Summer-2026-sale").await;
    }
    let told = attacks(&app).await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].0.contains("everywhere together") && !told[0].1, "{told:?}");
    // It refuses nobody, and is told again when it goes on.
    assert_eq!(guess(&app, "10.0.2.1", "ada", app.user.password).await.url, "/");
    app.travel(15 * 60);
    for number in 0..60 {
        guess(&app, &format!("10.0.3.{number}"), &format!("person-{number}"), "Summer-2026-sale").await;
    }
    assert_eq!(attacks(&app).await.len(), 2);
}

in_each_setup! {
    /// LG-014: whoever signs in to an account of their own between guesses resets no count.
    async fn a_sign_in_of_ones_own_resets_nobody_elses_count(app: TestApp) {
        app.add_user(json!({"preferred_username": "mallory", "password": "mallory has a password"})).await;
        let mut browser = Browser::new(&app);
        for number in 0..5 {
            let page = browser.open(PAGE).await;
            let tried = browser.submit(&page, &[("username", "ada"), ("password", "guess")]).await;
            assert_eq!(tried.answer.status, 400, "{number}");
            let own = browser.submit(&tried, &[("username", "mallory"), ("password", "mallory has a password")]).await;
            assert_eq!(own.url, "/", "{}", own.answer.body);
            browser.cookies.retain(|name, _| name.contains("signet-known"));
        }
        let page = browser.open(PAGE).await;
        let tried = browser.submit(&page, &[("username", "ada"), ("password", app.user.password)]).await;
        assert_eq!(tried.answer.status, 429, "{}", tried.answer.body);
        assert_eq!(app.count_events("login.failed").await, 5);
    }

    /// LG-018: what follows a control character counts: nothing is cut, mended or left out, and NUL is refused where a password is set.
    async fn a_password_is_all_its_characters(app: TestApp) {
        let password = "Kestrel-harbour\u{7}-9";
        let cut = Secret::new("Kestrel-harbour\u{0}-9");
        assert!(users::set_password(&app.office(), "ada", &cut).await.is_err());
        app.add_user(json!({"preferred_username": "bob", "password": password})).await;
        for wrong in ["Kestrel-harbour", "Kestrel-harbour-9", "Kestrel-harbour\u{0}-9", "Kestrel-harbour\u{7}-9\u{0}"] {
            let page = guess(&app, "", "bob", wrong).await;
            assert_eq!((page.answer.status, page.answer.headers.get_all("set-cookie").iter().any(is_session)), (400, false), "{wrong:?}");
        }
        assert_eq!(guess(&app, "", "bob", password).await.url, "/");
    }

    /// LG-024, LG-025: whatever is typed or sent in place of name and password is wrong, and no more than that.
    async fn what_is_no_name_and_password_is_wrong_and_no_more(app: TestApp) {
        let mut browser = Browser::new(&app);
        let page = browser.open(PAGE).await;
        let long = "x".repeat(20_000);
        for (number, text) in [
            "' OR '1'='1", "ada'--", "*)(uid=*))(|(uid=*", "{{7*7}}", "${jndi:ldap://127.0.0.1/a}", "{\"$ne\": null}",
            "<script>alert(1)</script>", "%00", "ada\r\nSet-Cookie: a=b", "../../etc/passwd", "\u{202e}ada", &long,
        ].into_iter().enumerate() {
            for fields in [[("username", text), ("password", "x")], [("username", &format!("person-{number}")), ("password", text)]] {
                let refused = browser.submit(&page, &fields).await.answer;
                assert!(matches!(refused.status, 400 | 429), "{text:?}: {} {}", refused.status, refused.body);
                assert!(!refused.body.contains("<script>alert") && !refused.body.contains("\"49\""), "{text:?}: {}", refused.body);
            }
        }
        let (action, hidden) = Browser::form(&page, &[]);
        let right = format!("username=ada&password={}", app.user.password.replace(' ', "+"));
        for (what, media_type, body) in [
            ("a name twice", "application/x-www-form-urlencoded", format!("{hidden}&username=bob&{right}")),
            ("a list", "application/x-www-form-urlencoded", format!("{hidden}&{}", right.replace('=', "[]="))),
            ("no password", "application/x-www-form-urlencoded", format!("{hidden}&username=ada")),
            ("nothing", "application/x-www-form-urlencoded", String::new()),
            ("JSON", "application/json", json!({"username": "ada", "password": app.user.password}).to_string()),
            ("a text that is a form", "text/plain", format!("{hidden}&{right}")),
        ] {
            let cookies: Vec<String> = browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let request = app.http.post(app.at(&action)).header("cookie", cookies.join("; "));
            let status = request.header("content-type", media_type).body(body).send().await.unwrap().status().as_u16();
            assert!((400..500).contains(&status), "{what}: {status}");
        }
        assert_eq!(app.count_events("login.success").await, 0);
    }

    /// LG-027: an address carries no password, neither to us nor into the log.
    async fn an_address_carries_no_password(app: TestApp) {
        let mut watch = Watch::over(&app).await;
        watch.keeps_secret("hunter2-in-an-address");
        let password: String = app.user.password.replace(' ', "+");
        for path in ["/sign-in", "/account/data", "/v1/auth/login"] {
            for password in ["hunter2-in-an-address", &password] {
                let answer = app.get(&format!("{path}?username=ada&password={password}")).await;
                assert!(!answer.body.contains("value=\"hunter2"), "{path}: {}", answer.body);
                assert!(!answer.headers.get_all("set-cookie").iter().any(is_session), "{path}: {:?}", answer.headers);
            }
        }
        let signed_in = (app.count_events("login.success").await, app.count_events("login.failed").await);
        assert_eq!(signed_in, (0, 0));
        watch.is_recorded("addresses", None).await;
    }

    /// LG-031: the right password of an account that may not be used is as wrong as any, and the audit log has why.
    async fn the_right_password_of_a_closed_account_is_wrong(app: TestApp) {
        let wrong = guess(&app, "", "nobody", "guess").await;
        for status in [UserStatus::Suspended, UserStatus::Deactivated] {
            users::set_status(&app.office(), "ada", status).await.unwrap();
            app.travel(1);
            let refused = guess(&app, "", "ada", app.user.password).await;
            assert_eq!(refused.answer.status, wrong.answer.status);
            let told = |page: &Page| page.answer.body.split("id=\"error-summary\"").nth(1).unwrap().split("</div>").next().unwrap().to_owned();
            assert_eq!(told(&refused), told(&wrong));
            let filter = Filter { kind: Some("login.failed".to_owned()), limit: 1, ..Filter::default() };
            let newest = auth_events::list(app.services.db.reader(), &filter).await.unwrap().remove(0);
            assert_eq!(newest.event.reason.as_deref(), Some(status.as_str()));
        }
    }
}

/// LG-034: where registration is closed, no door is open beside it.
#[tokio::test(flavor = "multi_thread")]
async fn closed_registration_is_closed_at_every_door() {
    let mut options = crate::accounts::options();
    options.flags.retain(|(key, _)| *key != "accounts.registration");
    options.flags.push(("accounts.registration", "closed".to_owned()));
    let app = TestApp::with(Setup::Sqlite, options).await.unwrap();
    let before = signet::store::users::count(app.services.db.reader()).await.unwrap();
    let mut browser = Browser::new(&app);
    let page = browser.open(PAGE).await;
    assert!(page.answer.body.contains("id=\"forgot\"") && !page.answer.body.contains("id=\"register\""));
    for path in ["/register", "/register?email=carol@example.com", "/register/"] {
        assert_eq!(browser.open(path).await.answer.status, 404, "{path}");
    }
    let (_, mut body) = Browser::form(&page, &[]);
    write!(body, "&email=carol%40example.com&password=Kestrel-harbour-9").unwrap();
    let sent = browser.request(reqwest::Method::POST, "/register", Some(body)).await;
    assert!(matches!(sent.answer.status, 403 | 404), "{}", sent.answer.body);
    let call: Value = json!({"email": "carol@example.com", "password": "Kestrel-harbour-9"});
    let sent = crate::api::strangers(&app, "/v1/auth/register", &call).await;
    assert!(matches!(sent.status, 403 | 404), "{}", sent.body);
    assert_eq!(signet::store::users::count(app.services.db.reader()).await.unwrap(), before);
    assert!(crate::accounts::mails(&app).await.is_empty());
}

fn is_session(cookie: &reqwest::header::HeaderValue) -> bool {
    cookie.to_str().unwrap().contains("signet-session=")
}
