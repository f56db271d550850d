//! Who asks: nobody, and every kind of party that holds something of ours.

use reqwest::RequestBuilder;
use serde_json::json;

use crate::factors::phone::{Phone, STEP, is_second};
use crate::support::app::{SERVICE, WEB};
use crate::support::browser::Page;
use crate::support::{AuthorizationRequest, Browser, TestApp};

/// Who never gets beyond the password.
pub const HALFWAY: &str = "halfway@example.com";

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Party {
    Nobody,
    /// The cookies of a browser where a person is signed in.
    Browser(String),
    /// The cookies of a browser where somebody has shown a password, and is asked for the second factor (MF-02).
    Half(String),
    /// A person's access token.
    Person(String),
    /// A client's id and secret.
    Client,
    /// A service's access token.
    Service(String),
}

impl Party {
    pub async fn all(app: &TestApp) -> Vec<Self> {
        let half = half(app).await;
        let mut browser = Browser::new(app);
        let code = AuthorizationRequest::default().signed_in(&mut browser).await.code();
        let person = AuthorizationRequest::default().exchange(app, &code).await.text("access_token");
        let service = app.token(SERVICE, &[("grant_type", "client_credentials")]).await.text("access_token");
        vec![
            Self::Nobody,
            Self::Browser(cookies(&browser)),
            Self::Half(half),
            Self::Person(person),
            Self::Client,
            Self::Service(service),
        ]
    }

    /// A request of this party.
    pub fn asks(&self, request: RequestBuilder) -> RequestBuilder {
        match self {
            Self::Nobody => request,
            Self::Browser(cookies) | Self::Half(cookies) => request.header("cookie", cookies),
            Self::Person(token) | Self::Service(token) => request.bearer_auth(token),
            Self::Client => request.basic_auth(WEB.0, WEB.1),
        }
    }
}

/// Somebody with a second factor signs in, and gets as far as the page that asks for it.
async fn half(app: &TestApp) -> String {
    app.add_user(json!({
        "preferred_username": "halfway", "email": HALFWAY, "email_verified": true, "password": app.user.password,
    }))
    .await;
    let mut browser = Browser::new(app);
    password(&mut browser).await;
    let page = browser.open("/account/security/totp").await;
    let phone = Phone::reads(&page);
    browser.submit(&page, &[("code", &phone.code(app))]).await;
    app.travel(STEP);
    let mut browser = Browser::new(app);
    is_second(&password(&mut browser).await);
    cookies(&browser)
}

async fn password(browser: &mut Browser<'_>) -> Page {
    let password = browser.app.user.password;
    let page = browser.open("/sign-in").await;
    browser.submit(&page, &[("username", "halfway"), ("password", password)]).await
}

fn cookies(browser: &Browser<'_>) -> String {
    let pairs: Vec<String> = browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
    pairs.join("; ")
}
