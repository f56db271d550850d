//! `/v1/auth/refresh`: the grant of the token endpoint, in JSON.

use serde_json::{Value, json};

use super::is_problem;
use crate::support::app::{Answer, SPA, WEB};
use crate::support::{AuthorizationRequest, TestApp, in_each_setup};

async fn refresh(app: &TestApp, client: (&str, Option<&str>), body: &Value) -> Answer {
    let mut request = app.http.post(app.at("/v1/auth/refresh")).header("content-type", "application/json");
    if let (id, Some(secret)) = client {
        request = request.basic_auth(id, Some(secret));
    }
    Answer::of(request.header("user-agent", "test-client/1").body(body.to_string()).send().await.unwrap())
        .await
}

in_each_setup! {
    async fn a_refresh_token_gives_fresh_tokens_and_rotates(app: TestApp) {
        let first = AuthorizationRequest::default().with("scope", "openid offline_access").tokens(&app).await.text("refresh_token");
        let second = refresh(&app, WEB, &json!({"refresh_token": first})).await;
        assert_eq!((second.status, second.header("cache-control")), (200, "no-store"));
        assert_eq!(app.userinfo(&second.text("access_token")).await.status, 200);
        let third = refresh(&app, WEB, &json!({"refresh_token": second.text("refresh_token")})).await;
        assert_eq!(third.status, 200);
        // The first comes back after its successor was used: everything ends.
        is_problem(&refresh(&app, WEB, &json!({"refresh_token": first})).await, 400, "invalid-grant");
        let last = json!({"refresh_token": third.text("refresh_token")});
        is_problem(&refresh(&app, WEB, &last).await, 400, "invalid-grant");
        assert_eq!(app.count_events("refresh.reuse_detected").await, 1);
    }

    async fn the_client_proves_who_it_is(app: TestApp) {
        let request = AuthorizationRequest::of(SPA, "https://spa.test/cb").with("scope", "openid offline_access");
        let token = request.tokens(&app).await.text("refresh_token");
        let public = refresh(&app, SPA, &json!({"refresh_token": token, "client_id": "spa"})).await;
        assert_eq!(public.status, 200, "{}", public.body);
        let wrong = refresh(&app, (WEB.0, Some("wrong")), &json!({"refresh_token": token})).await;
        is_problem(&wrong, 401, "invalid-client");
        assert!(wrong.header("www-authenticate").starts_with("Basic"));
        is_problem(&refresh(&app, SPA, &json!({"refresh_token": token})).await, 401, "invalid-client");
        is_problem(&refresh(&app, WEB, &json!({})).await, 400, "invalid-request");
        // Nothing in the body makes another grant of it.
        let other = json!({"grant_type": "client_credentials", "refresh_token": "x"});
        is_problem(&refresh(&app, WEB, &other).await, 400, "invalid-grant");
        is_problem(&refresh(&app, WEB, &json!([])).await, 400, "malformed");
    }
}
