//! Signing keys change without a restart, on every instance.

use std::time::Duration;

use signet::admin::keys;

use crate::support::app::{Options, SERVICE, WEB};
use crate::support::authorization::header_of;
use crate::support::{AuthorizationRequest, Setup, TestApp, databases};

/// Two instances on one database.
async fn pair(setup: Setup) -> Option<[TestApp; 2]> {
    let url = databases::fresh(setup).await?;
    let options = || Options {
        database_url: Some(url.clone()),
        issuer: Some("http://localhost:8080".into()),
        ..Options::default()
    };
    let first = TestApp::with(setup, options()).await?;
    let second = TestApp::with(setup, options()).await?;
    Some([first, second])
}

async fn kid(app: &TestApp) -> String {
    let token = app.token(SERVICE, &[("grant_type", "client_credentials")]).await.text("access_token");
    header_of(&token)["kid"].as_str().unwrap().to_owned()
}

async fn within_a_second(mut holds: impl AsyncFnMut() -> bool) -> bool {
    for _ in 0..40 {
        if holds().await {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    false
}

async fn a_rotation_is_felt_everywhere(setup: Setup) {
    let Some([first, second]) = pair(setup).await else { return };
    let tokens = AuthorizationRequest::default().with("scope", "openid offline_access").tokens(&first).await;
    let (access, refresh) = (tokens.text("access_token"), tokens.text("refresh_token"));
    let before = kid(&second).await;
    keys::rotate_now(&first.office(), true).await.unwrap();
    let mut now = String::new();
    let felt = within_a_second(async || {
        now = kid(&second).await;
        now != before
    });
    assert!(felt.await, "the other instance signs with the new key");
    assert_eq!(kid(&first).await, now);
    let published = second.get("/jwks").await.body;
    assert!(published.contains(&before) && published.contains(&now), "the old key still verifies");
    assert_eq!(second.userinfo(&access).await.status, 200, "what was signed before counts");
    let next = second.token(WEB, &[("grant_type", "refresh_token"), ("refresh_token", &refresh)]).await;
    assert_eq!(next.status, 200, "what was tagged before counts: {}", next.body);

    let old = header_of(&access)["kid"].as_str().unwrap().to_owned();
    keys::retire(&first.office(), &old, true).await.unwrap();
    assert!(within_a_second(async || second.userinfo(&access).await.status == 401).await, "removed at once");
    assert!(!second.get("/jwks").await.body.contains(&old));
}

async fn a_changed_client_is_felt_everywhere(setup: Setup) {
    let Some([first, second]) = pair(setup).await else { return };
    assert_eq!(second.token(SERVICE, &[("grant_type", "client_credentials")]).await.status, 200);
    signet::admin::clients::set_enabled(&first.office(), SERVICE.0, false).await.unwrap();
    let refused = async || second.token(SERVICE, &[("grant_type", "client_credentials")]).await.status == 401;
    assert!(within_a_second(refused).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rotation_is_felt_on_sqlite() {
    a_rotation_is_felt_everywhere(Setup::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rotation_is_felt_on_postgres() {
    a_rotation_is_felt_everywhere(Setup::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_client_is_felt_on_sqlite() {
    a_changed_client_is_felt_everywhere(Setup::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_client_is_felt_on_postgres() {
    a_changed_client_is_felt_everywhere(Setup::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_change_by_schedule() {
    let app = TestApp::start(Setup::Sqlite).await.unwrap();
    let before = kid(&app).await;
    let day = 24 * 60 * 60;
    app.travel(89 * day);
    keys::keep_up(&app.office()).await.unwrap();
    assert!(
        within_a_second(async || app.get("/jwks").await.json()["keys"].as_array().unwrap().len() == 8).await
    );
    assert_eq!(kid(&app).await, before, "published ahead, not yet signing");
    app.travel(day);
    keys::keep_up(&app.office()).await.unwrap();
    assert!(within_a_second(async || kid(&app).await != before).await);
}
