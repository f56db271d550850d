//! What broke for people who run or use servers like ours: each case as a test that bears its name.
//!
//! `server/docs/field-reports.md` lists the cases with the tests that hold them. **To add a case:** its steps in the
//! file of its section here, the id at the head of the doc comment, and a line on that page.

mod accounts;
mod client_assertion;
mod codes;
mod consent;
mod cors;
mod forms;
mod issuer;
mod listed;
mod logout;
mod pages;
mod parameters;
mod people;
mod pkce;
mod prompts;
mod redirect_uri;
mod refresh;
mod revocation;
mod scope;
mod signing;
mod tokens;
mod userinfo;

use serde_json::json;

use crate::support::app::{Answer, WEB};
use crate::support::browser::Page;
use crate::support::{AuthorizationRequest, Browser, TestApp};

const FORM: &str = "application/x-www-form-urlencoded";
type Client = (&'static str, Option<&'static str>);

/// The request of the web application for everything it may have while the person is away.
fn offline() -> AuthorizationRequest {
    AuthorizationRequest::default().with("scope", "openid profile offline_access")
}

async fn refresh(app: &TestApp, token: &str) -> Answer {
    refresh_with(app, token, &[]).await
}

async fn refresh_with(app: &TestApp, token: &str, more: &[(&str, &str)]) -> Answer {
    let mut form = vec![("grant_type", "refresh_token"), ("refresh_token", token)];
    form.extend(more);
    app.token(WEB, &form).await
}

/// Types the password and allows what is asked, until the browser has left us.
async fn finish(browser: &mut Browser<'_>, mut page: Page) -> Page {
    for _ in 0..3 {
        page = if page.answer.body.contains("id=\"login-form\"") {
            browser.sign_in(&page).await
        } else if page.answer.body.contains("id=\"consent-form\"") {
            browser.submit(&page, &[("action", "approve")]).await
        } else {
            break;
        };
    }
    page
}

async fn allowed(browser: &mut Browser<'_>, request: &AuthorizationRequest) -> Page {
    let page = request.open(browser).await;
    finish(browser, page).await
}

/// A native client that may go to these addresses.
async fn add_native(app: &TestApp, id: &str, redirect_uris: &[&str]) {
    app.add_client(json!({
        "client_id": id, "application_type": "native", "token_endpoint_auth_method": "none",
        "redirect_uris": redirect_uris,
    }))
    .await;
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
