//! Token introspection (RFC 7662).

use serde_json::json;

use crate::support::app::{API, PARTNER, SERVICE, SPA, WEB};
use crate::support::{AuthorizationRequest, in_each_setup};

in_each_setup! {
    async fn only_the_client_and_its_resource_servers_learn_anything(app: TestApp) {
        app.add_client(json!({
            "client_id": "reader", "client_secret": WEB.1, "first_party": true,
            "redirect_uris": ["https://reader.test/cb"], "audience": ["https://api.test"],
        }))
        .await;
        let reader = ("reader", WEB.1);
        let tokens = AuthorizationRequest::of(reader, "https://reader.test/cb").tokens(&app).await;
        let token = tokens.text("access_token");
        for client in [reader, API] {
            let seen = app.introspect(client, &token).await;
            assert_eq!((&seen["active"], &seen["sub"]), (&true.into(), &app.user.id.as_str().into()));
            assert_eq!(seen["aud"], json!(["https://api.test", app.issuer]));
            assert!(seen["exp"].is_i64() && seen.get("email").is_none());
        }
        for client in [WEB, PARTNER, SERVICE] {
            assert_eq!(app.introspect(client, &token).await, json!({ "active": false }));
        }
        app.post("/introspect", SPA, &[("token", &token)]).await.is_error(401, "invalid_client");
        app.post("/introspect", ("web", Some("wrong")), &[("token", &token)]).await.is_error(401, "invalid_client");
        app.post("/introspect", WEB, &[]).await.is_error(400, "invalid_request");
        assert_eq!(app.get(&format!("/introspect?token={token}")).await.status, 405);
    }

    async fn hints_change_nothing_and_refresh_tokens_are_seen(app: TestApp) {
        let request = AuthorizationRequest::default().with("scope", "openid offline_access");
        let tokens = request.tokens(&app).await;
        for token in [tokens.text("access_token"), tokens.text("refresh_token")] {
            for hint in ["access_token", "refresh_token", "id_token", "nonsense"] {
                let answer = app.post("/introspect", WEB, &[("token", &token), ("token_type_hint", hint)]).await;
                assert_eq!(answer.json()["active"], true, "{hint}");
            }
        }
        app.travel(15 * 60);
        assert_eq!(app.introspect(WEB, &tokens.text("access_token")).await, json!({ "active": false }));
        // BR-37: a refresh token is active while it can be used.
        assert_eq!(app.introspect(WEB, &tokens.text("refresh_token")).await["active"], true);
        assert_eq!(app.introspect(PARTNER, &tokens.text("refresh_token")).await, json!({ "active": false }));
        assert_eq!(app.introspect(WEB, "unknown").await, json!({ "active": false }));
    }
}
