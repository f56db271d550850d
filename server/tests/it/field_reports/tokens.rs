//! Section F: audiences and times in tokens.

use serde_json::{Value, json};
use signet::clock::{Clock as _, SystemClock};
use std::time::Duration;

use super::{offline, refresh_with};
use crate::support::app::{Options, SERVICE, WEB};
use crate::support::authorization::claims_of;
use crate::support::{AuthorizationRequest, Browser, Setup, TestApp, in_each_setup};

const READER: super::Client = ("reader", WEB.1);

#[track_caller]
fn is_for(id_token: &str, client_id: &str) {
    let claims = claims_of(id_token);
    assert_eq!(claims["aud"], client_id, "always a plain string");
    assert!(claims.get("azp").is_none_or(|azp| azp == client_id), "{claims}");
}

in_each_setup! {
    /// BR-43: an ID token is for its client alone, and for what else a token is stays in the access token.
    async fn audiences(app: TestApp) {
        app.add_client(json!({
            "client_id": READER.0, "client_secret": READER.1, "first_party": true,
            "grant_types": ["authorization_code", "refresh_token"],
            "redirect_uris": ["https://reader.test/cb"], "audience": ["https://api.test", "https://other.test"],
        }))
        .await;
        let reader = AuthorizationRequest::of(READER, "https://reader.test/cb").with("scope", "openid offline_access");
        for (request, client, audience) in [
            (offline(), WEB, json!(app.issuer)),
            (offline().with("resource", "https://api.example.com"), WEB, json!(app.issuer)),
            (reader, READER, json!(["https://api.test", "https://other.test", app.issuer])),
        ] {
            let mut tokens = request.tokens(&app).await;
            for _ in 0..2 {
                is_for(&tokens.text("id_token"), client.0);
                assert_eq!(claims_of(&tokens.text("access_token"))["aud"], audience);
                assert_eq!(claims_of(&tokens.text("access_token"))["client_id"], client.0);
                let form = [("grant_type", "refresh_token"), ("refresh_token", &tokens.text("refresh_token"))];
                tokens = app.token(client, &form).await;
            }
        }
        let token = offline().tokens(&app).await.text("refresh_token");
        let asked = refresh_with(&app, &token, &[("resource", "https://api.example.com"), ("audience", "x")]).await;
        is_for(&asked.text("id_token"), WEB.0);
        assert_eq!(claims_of(&asked.text("access_token"))["aud"], app.issuer.as_str());
    }
}

#[track_caller]
fn is_timed(token: &Value, before: i64, after: i64, lifetime: Option<i64>) {
    let seconds =
        |name: &str| token[name].as_i64().unwrap_or_else(|| panic!("{name} is no whole number in {token}"));
    let issued = seconds("iat");
    assert!((before..=after).contains(&issued), "iat {issued} of a request from {before} to {after}");
    assert!(token.get("nbf").is_none_or(|nbf| nbf.as_i64().is_some_and(|nbf| nbf <= issued)), "{token}");
    if let Some(lifetime) = lifetime {
        assert_eq!(seconds("exp") - issued, lifetime);
    }
    if token.get("auth_time").is_some() {
        assert!(seconds("auth_time") <= issued);
    }
}

/// BR-49: times in tokens are whole seconds, rounded down, and never ahead of the clock that the client reads.
#[tokio::test(flavor = "multi_thread")]
async fn whole_seconds_and_nothing_in_the_future() {
    let options = Options { real_clock: true, ..Options::default() };
    let app = TestApp::with(Setup::Sqlite, options).await.unwrap();
    let present = || SystemClock.now().timestamp();
    let mut browser = Browser::new(&app);
    let request = offline().with("max_age", "3600");
    request.signed_in(&mut browser).await.code();
    for pause in 0..20 {
        tokio::time::sleep(Duration::from_millis(53 * (pause % 5) + 7)).await;
        let code = request.open(&mut browser).await.code();
        let before = present();
        let tokens = request.exchange(&app, &code).await;
        let service = app.token(SERVICE, &[("grant_type", "client_credentials")]).await;
        let after = present();
        let id_token = claims_of(&tokens.text("id_token"));
        assert!(id_token["auth_time"].is_i64());
        is_timed(&id_token, before, after, None);
        for tokens in [tokens, service] {
            let lifetime = tokens.json()["expires_in"].as_i64();
            is_timed(&claims_of(&tokens.text("access_token")), before, after, lifetime);
        }
    }
}
