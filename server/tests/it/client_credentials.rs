//! Client credentials (RFC 6749 section 4.4).

use crate::support::app::{SERVICE, SPA, WEB};
use crate::support::authorization::{claims_of, header_of};
use crate::support::in_each_setup;

in_each_setup! {
    async fn a_service_gets_a_token_for_itself(app: TestApp) {
        let answer = app.token(SERVICE, &[("grant_type", "client_credentials")]).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let body = answer.json();
        assert_eq!((&body["expires_in"], &body["scope"]), (&3600.into(), &"authz:check credentials:read".into()));
        assert!(body.get("id_token").is_none() && body.get("refresh_token").is_none());
        let claims = claims_of(&answer.text("access_token"));
        assert_eq!((&claims["sub"], &claims["client_id"]), (&SERVICE.0.into(), &SERVICE.0.into()));
        assert_eq!(header_of(&answer.text("access_token"))["typ"], "at+jwt");
        assert_eq!(app.userinfo(&answer.text("access_token")).await.status, 401, "it speaks for nobody");
        assert_eq!(app.introspect(SERVICE, &answer.text("access_token")).await["active"], true);
        assert_eq!(app.count_events("token.issued").await, 1);
    }

    async fn scope_may_narrow_and_never_widen(app: TestApp) {
        let ask = async |scope: &str| app.token(SERVICE, &[("grant_type", "client_credentials"), ("scope", scope)]).await;
        assert_eq!(ask("authz:check").await.text("scope"), "authz:check");
        assert_eq!(ask("").await.text("scope"), "authz:check credentials:read");
        for scope in ["admin", "openid", "offline_access", "authz:check openid", "a\"b"] {
            ask(scope).await.is_error(400, "invalid_scope");
        }
    }

    async fn only_clients_registered_for_it_may_use_it(app: TestApp) {
        app.token(SPA, &[("grant_type", "client_credentials")]).await.is_error(400, "unauthorized_client");
        app.token(WEB, &[("grant_type", "client_credentials")]).await.is_error(400, "unauthorized_client");
        app.token(SERVICE, &[("grant_type", "password")]).await.is_error(400, "unsupported_grant_type");
        app.token(SERVICE, &[]).await.is_error(400, "invalid_request");
    }

    async fn a_disabled_client_is_refused_and_its_tokens_are_dead(app: TestApp) {
        let token = app.token(SERVICE, &[("grant_type", "client_credentials")]).await.text("access_token");
        signet::admin::clients::set_enabled(&app.office(), SERVICE.0, false).await.unwrap();
        app.token(SERVICE, &[("grant_type", "client_credentials")]).await.is_error(401, "invalid_client");
        let api = crate::support::app::API;
        assert_eq!(app.introspect(api, &token).await, serde_json::json!({ "active": false }));
    }
}
