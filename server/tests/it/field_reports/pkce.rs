//! Section C: the verifier, and what discovery promises of it.

use super::Client;
use crate::support::app::{PARTNER, SPA, WEB};
use crate::support::authorization::{CHALLENGE, VERIFIER};
use crate::support::{AuthorizationRequest, Browser, TestApp, in_each_setup};

async fn exchange(
    app: &TestApp,
    client: Client,
    code: &str,
    verifier: Option<&str>,
) -> crate::support::app::Answer {
    let mut form =
        vec![("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirect_uri(client))];
    form.extend(verifier.map(|verifier| ("code_verifier", verifier)));
    app.token(client, &form).await
}

fn redirect_uri(client: Client) -> &'static str {
    match client.0 {
        "web" => "https://rp.test/cb",
        "partner" => "https://partner.test/cb",
        _ => "https://spa.test/cb",
    }
}

in_each_setup! {
    /// BR-16: the verifier is checked of confidential clients too, whose secret is right.
    async fn the_verifier_counts_beside_a_secret(app: TestApp) {
        for client in [WEB, PARTNER, SPA] {
            let request = AuthorizationRequest::of(client, redirect_uri(client));
            let mut browser = Browser::new(&app);
            let back = super::allowed(&mut browser, &request).await;
            let other = "A".repeat(43);
            for wrong in [Some(other.as_str()), None, Some(CHALLENGE), Some(""), Some(&VERIFIER[..42])] {
                exchange(&app, client, &back.code(), wrong).await.is_error(400, "invalid_grant");
            }
            let fresh = super::allowed(&mut browser, &request).await;
            assert_eq!(exchange(&app, client, &fresh.code(), Some(VERIFIER)).await.status, 200, "{}", client.0);
        }
    }

    /// BR-17: each method that discovery lists works to the end; any other fails at once.
    async fn discovery_and_behaviour_agree(app: TestApp) {
        let metadata = app.get("/.well-known/openid-configuration").await.json();
        let listed = metadata["code_challenge_methods_supported"].as_array().unwrap();
        assert_eq!(listed, &["S256"]);
        for method in listed {
            let request = AuthorizationRequest::default().with("code_challenge_method", method.as_str().unwrap());
            assert_eq!(request.tokens(&app).await.status, 200);
        }
        let mut browser = Browser::new(&app);
        for unlisted in ["plain", "S512", "s256", "S256 ", "none"] {
            let request = AuthorizationRequest::default().with("code_challenge_method", unlisted);
            request.open(&mut browser).await.is_redirected_error(&app, "invalid_request");
        }
        let default = AuthorizationRequest::default().without("code_challenge_method");
        default.open(&mut browser).await.is_redirected_error(&app, "invalid_request");
        let alone = AuthorizationRequest::default().without("code_challenge");
        alone.open(&mut browser).await.is_redirected_error(&app, "invalid_request");
    }
}
