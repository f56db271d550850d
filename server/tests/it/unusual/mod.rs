//! Sign-ins that are unlike the ones before: known devices, countries, the score of both, and what it leads to.

mod known;
mod places;
mod risk;

use std::path::PathBuf;

use signet::store::auth_events::{self, Entry, Filter};

use crate::accounts;
use crate::support::app::Options;
use crate::support::browser::Page;
use crate::support::databases::fresh_folder;
use crate::support::mmdb::countries;
use crate::support::{AuthorizationRequest, Browser, Setup, TestApp};

/// In London, in Paris and in Sydney; the last is of no known place.
const LONDON: &str = "81.0.0.7";
const PARIS: &str = "82.0.0.7";
const SYDNEY: &str = "101.0.0.7";
const NOWHERE: &str = "9.9.9.9";

/// A database of addresses, in a folder of its own.
fn database() -> PathBuf {
    let file = fresh_folder().join("places.mmdb");
    let networks = [
        (81, "GB", Some((51.51, -0.13))),
        (82, "FR", Some((48.86, 2.35))),
        (101, "AU", Some((-33.87, 151.21))),
        (203, "JP", None),
    ];
    std::fs::write(&file, countries(&networks)).unwrap();
    file
}

/// With mail, behind a proxy that tells addresses, and with a database of them.
async fn app_with(more: &[(&'static str, &str)]) -> TestApp {
    let Options { mut flags, .. } = accounts::options();
    flags.retain(|(key, _)| !["risk.notice", "mfa.email_code"].contains(key));
    flags.push(("server.trusted_proxies", "127.0.0.0/8".to_owned()));
    flags.push(("geoip.database", database().display().to_string()));
    flags.extend(more.iter().map(|(key, value)| (*key, (*value).to_owned())));
    TestApp::with(Setup::Sqlite, Options { flags, ..Options::default() }).await.unwrap()
}

/// A browser behind this address.
fn browser_at<'a>(app: &'a TestApp, address: &str) -> Browser<'a> {
    let mut browser = Browser::new(app);
    browser.headers = vec![("x-forwarded-for", address.to_owned())];
    browser
}

/// Tries to sign in at our own door as ada.
async fn try_as_ada(browser: &mut Browser<'_>, password: &str) -> Page {
    // Ids of one moment are in no order.
    browser.app.travel(1);
    let page = browser.open("/sign-in").await;
    browser.submit(&page, &[("username", "ada"), ("password", password)]).await
}

/// Signs ada in and out again: the browser keeps what it is known by, and nothing else.
async fn visit(browser: &mut Browser<'_>) {
    let password = browser.app.user.password;
    try_as_ada(browser, password).await;
    assert!(browser.cookies.keys().any(|name| name.contains("signet-session")), "signed in");
    forget_all_but_known(browser);
}

fn forget_all_but_known(browser: &mut Browser<'_>) {
    browser.cookies.retain(|name, _| name.contains("signet-known"));
    assert_eq!(browser.cookies.len(), 1, "what the browser is known by");
}

/// The events of this kind, newest first.
async fn events(app: &TestApp, kind: &str) -> Vec<Entry> {
    let filter = Filter { kind: Some(kind.to_owned()), limit: 100, ..Filter::default() };
    auth_events::list(app.services.db.reader(), &filter).await.unwrap()
}

/// The score of the newest sign-in.
async fn score(app: &TestApp) -> i64 {
    events(app, "login.success").await[0].event.risk.expect("every sign-in has a score")
}

/// Whether a whole flow in this browser asks for a second factor.
async fn is_asked_for_second(browser: &mut Browser<'_>) -> bool {
    let page = AuthorizationRequest::default().signed_in(browser).await;
    page.answer.body.contains("id=\"second-factor-form\"")
}
