//! A phone with an authenticator app, and the person who holds it.

use std::fmt::Write as _;

use crate::support::browser::{Page, attribute};
use crate::support::{AuthorizationRequest, Browser, TestApp};
use signet::authn::totp::code_at;

/// Seconds of a step.
pub const STEP: i64 = 30;

pub struct Phone {
    secret: Vec<u8>,
}

/// What was set up: the phone, and the codes on paper.
pub struct Kit {
    pub phone: Phone,
    pub paper: Vec<String>,
}

impl Phone {
    /// Reads the key off the page that sets an app up.
    pub fn reads(page: &Page) -> Self {
        let body = &page.answer.body;
        let (_, after) = body.split_once("id=\"secret\"").unwrap_or_else(|| panic!("no key: {body}"));
        let text = after.split_once('>').unwrap().1.split('<').next().unwrap();
        Self { secret: base32(text) }
    }

    /// Has the key that was told.
    pub fn of(key: &str) -> Self {
        Self { secret: base32(key) }
    }

    pub fn secret(&self) -> &[u8] {
        &self.secret
    }

    /// The code of the present step, or of one so many steps away.
    pub fn code_of(&self, app: &TestApp, steps: i64) -> String {
        code_at(&self.secret, app.clock_seconds() / STEP + steps).to_string()
    }

    pub fn code(&self, app: &TestApp) -> String {
        self.code_of(app, 0)
    }
}

fn base32(text: &str) -> Vec<u8> {
    let mut bits = String::new();
    for letter in text.chars().filter(|letter| !letter.is_whitespace()) {
        let value = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(letter).expect("base 32");
        let _ = write!(bits, "{value:05b}");
    }
    bits.as_bytes()
        .chunks_exact(8)
        .map(|byte| u8::from_str_radix(std::str::from_utf8(byte).unwrap(), 2).unwrap())
        .collect()
}

/// Signs in at our own door.
pub async fn at_home(browser: &mut Browser<'_>) -> Page {
    let page = browser.open("/sign-in").await;
    browser.sign_in(&page).await
}

/// Signs in, sets an app up and keeps the codes. Time moves on, so that the next code is another one.
pub async fn set_up(app: &TestApp, browser: &mut Browser<'_>) -> Kit {
    at_home(browser).await;
    let page = browser.open("/account/security/totp").await;
    let phone = Phone::reads(&page);
    let done = browser.submit(&page, &[("code", &phone.code(app))]).await;
    assert_eq!(done.answer.status, 200, "{}", done.answer.body);
    let paper = codes_on(&done);
    assert_eq!(paper.len(), 10, "{}", done.answer.body);
    app.travel(STEP);
    Kit { phone, paper }
}

/// The same in a browser that is closed afterwards.
pub async fn kit(app: &TestApp) -> Kit {
    set_up(app, &mut Browser::new(app)).await
}

/// The backup codes that a page shows.
pub fn codes_on(page: &Page) -> Vec<String> {
    let body = &page.answer.body;
    let Some((_, list)) = body.split_once("id=\"codes\"") else { return Vec::new() };
    let list = list.split("</ul>").next().unwrap();
    list.split("<code>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()).collect()
}

/// The password, up to the page that asks for the second factor.
pub async fn half(browser: &mut Browser<'_>, request: &AuthorizationRequest) -> Page {
    let page = request.signed_in(browser).await;
    is_second(&page);
    page
}

#[track_caller]
pub fn is_second(page: &Page) {
    assert!(page.answer.body.contains("id=\"second-factor-form\""), "{} {}", page.url, page.answer.body);
}

/// The id of the half sign-in that a page is for.
pub fn step_of(page: &Page) -> String {
    let inputs = page.answer.body.split("<input").find(|tag| tag.contains("name=\"step\""));
    attribute(inputs.unwrap().split('>').next().unwrap(), "value").unwrap()
}

/// Whether the browser holds a session.
pub fn has_session(browser: &Browser<'_>) -> bool {
    browser.cookies.keys().any(|name| name.contains("signet-session"))
}
