//! JSON under `/v1`: a person's own account, through an application of the operator's own.

mod consents;
pub mod data;
mod guard;
mod idempotency;
mod limits;
mod login;
mod me;
mod mfa;
mod newcomer;
mod openapi;
mod passkeys;
mod password;
mod preferences;
mod refresh;
mod registering;
mod resetting;
mod second_step;
mod sessions;

pub use login::{as_mobile, login, with_mobile};
use reqwest::Method;
use serde_json::Value;

use crate::support::app::{Answer, PARTNER};
use crate::support::{AuthorizationRequest, Browser, TestApp};

/// A person with an access token of the first-party application `web`.
pub struct Caller<'a> {
    app: &'a TestApp,
    pub token: String,
}

impl<'a> Caller<'a> {
    /// Ada, who signs in afresh.
    pub async fn ada(app: &'a TestApp) -> Self {
        let token = AuthorizationRequest::default().tokens(app).await.text("access_token");
        Self { app, token }
    }

    /// Whoever holds the token.
    pub fn with(app: &'a TestApp, token: &str) -> Self {
        Self { app, token: token.to_owned() }
    }

    /// Whoever is signed in at the browser, or Ada.
    pub async fn at(app: &'a TestApp, browser: &mut Browser<'_>) -> Self {
        let code = AuthorizationRequest::default().signed_in(browser).await.code();
        let token = AuthorizationRequest::default().exchange(app, &code).await.text("access_token");
        Self { app, token }
    }

    /// Whoever is signed in at the browser, without signing in once more.
    pub async fn at_once(app: &'a TestApp, browser: &mut Browser<'_>) -> Self {
        let code = AuthorizationRequest::default().open(browser).await.code();
        let token = AuthorizationRequest::default().exchange(app, &code).await.text("access_token");
        Self { app, token }
    }

    pub async fn asks(&self, method: Method, path: &str) -> Answer {
        Answer::of(
            self.app.http.request(method, self.app.at(path)).bearer_auth(&self.token).send().await.unwrap(),
        )
        .await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.asks(Method::GET, path).await
    }

    /// Posts an object, with an `Idempotency-Key` where one is given.
    pub async fn posts(&self, path: &str, body: &Value, key: Option<&str>) -> Answer {
        let request = self.app.http.post(self.app.at(path)).bearer_auth(&self.token);
        let mut request = request.header("content-type", "application/json").body(body.to_string());
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        Answer::of(request.send().await.unwrap()).await
    }

    pub async fn sends(&self, method: Method, path: &str, body: &Value, if_match: Option<&str>) -> Answer {
        let request = self.app.http.request(method, self.app.at(path)).bearer_auth(&self.token);
        let mut request = request.header("content-type", "application/json").body(body.to_string());
        if let Some(version) = if_match {
            request = request.header("if-match", version);
        }
        Answer::of(request.send().await.unwrap()).await
    }
}

/// Whoever calls without a token.
pub async fn strangers(app: &TestApp, path: &str, body: &Value) -> Answer {
    strangers_with(app, path, body, None).await
}

/// The same with an `Idempotency-Key`.
pub async fn strangers_with(app: &TestApp, path: &str, body: &Value, key: Option<&str>) -> Answer {
    // Ids of one moment are in no order.
    app.travel(1);
    let mut request = app.http.post(app.at(path)).header("content-type", "application/json");
    if let Some(key) = key {
        request = request.header("idempotency-key", key);
    }
    Answer::of(request.body(body.to_string()).send().await.unwrap()).await
}

/// Tokens of the third party `partner`, to which whoever is at the browser says yes.
pub async fn partner_tokens(app: &TestApp, browser: &mut Browser<'_>, scope: &str) -> Answer {
    let request = AuthorizationRequest::of(PARTNER, "https://partner.test/cb").with("scope", scope);
    let mut page = request.open(browser).await;
    if page.answer.body.contains("id=\"login-form\"") {
        page = browser.sign_in(&page).await;
    }
    if page.answer.body.contains("id=\"consent-form\"") {
        page = browser.submit(&page, &[("action", "approve")]).await;
    }
    request.exchange(app, &page.code()).await
}

/// Asserts problem details of this status and kind.
#[track_caller]
pub fn is_problem(answer: &Answer, status: u16, kind: &str) {
    let told = answer.json();
    assert_eq!(answer.status, status, "{}", answer.body);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(told["type"], format!("urn:signet:problem:{kind}"), "{}", answer.body);
    assert_eq!(told["status"], status);
    assert!(!told["title"].as_str().unwrap().is_empty() && !told["detail"].as_str().unwrap().is_empty());
}

/// The members that problem details name, in order.
pub fn wrong_members(answer: &Answer) -> Vec<String> {
    let told = answer.json();
    let errors = told["errors"].as_array().cloned().unwrap_or_default();
    errors.iter().map(|error| error["member"].as_str().unwrap().to_owned()).collect()
}
