//! Section D: what consent is remembered for.

use serde_json::json;

use super::allowed;
use crate::support::app::{PARTNER, standard_clients};
use crate::support::browser::Page;
use crate::support::{AuthorizationRequest, Browser, in_each_setup};

fn asking(scope: &str) -> AuthorizationRequest {
    AuthorizationRequest::of(PARTNER, "https://partner.test/cb").with("scope", scope)
}

#[track_caller]
fn asks(page: &Page) {
    assert!(page.answer.body.contains("id=\"consent-form\""), "{} {}", page.url, page.answer.body);
}

in_each_setup! {
    /// BR-29: consent is remembered for what was agreed to, and asked for whatever is more.
    async fn remembered_for_what_was_agreed(app: TestApp) {
        let mut browser = Browser::new(&app);
        let agreed = asking("openid email");
        let page = agreed.open(&mut browser).await;
        asks(&browser.sign_in(&page).await);
        agreed.clone().with("prompt", "none").open(&mut browser).await.is_redirected_error(&app, "consent_required");
        allowed(&mut browser, &agreed).await.code();
        agreed.open(&mut browser).await.code();
        agreed.clone().with("prompt", "none").open(&mut browser).await.code();
        asking("openid").open(&mut browser).await.code();

        let more = asking("openid email phone");
        let page = more.open(&mut browser).await;
        asks(&page);
        assert!(page.answer.body.contains("data-scope=\"phone\""));
        browser.submit(&page, &[("action", "deny")]).await.is_redirected_error(&app, "access_denied");
        more.clone().with("prompt", "none").open(&mut browser).await.is_redirected_error(&app, "consent_required");
        agreed.clone().with("prompt", "none").open(&mut browser).await.code();
        asks(&agreed.clone().with("prompt", "consent").open(&mut browser).await);
        let one = r#"{"userinfo":{"phone_number":null}}"#;
        asks(&agreed.clone().with("claims", one).open(&mut browser).await);
        asks(&asking("openid email offline_access").open(&mut browser).await);
    }

    /// BR-29: one person's consent is nobody else's, and ends with the client it was given to.
    async fn remembered_for_whom_it_was_given(app: TestApp) {
        let mut browser = Browser::new(&app);
        allowed(&mut browser, &asking("openid email")).await.code();
        app.add_user(json!({ "preferred_username": "bob", "password": "bob has a long password" })).await;
        let mut other = Browser::new(&app);
        let page = asking("openid email").open(&mut other).await;
        asks(&other.submit(&page, &[("username", "bob"), ("password", "bob has a long password")]).await);

        signet::admin::clients::delete(&app.office(), PARTNER.0).await.unwrap();
        app.add_client(standard_clients()[1].clone()).await;
        asks(&asking("openid email").open(&mut browser).await);
    }
}
