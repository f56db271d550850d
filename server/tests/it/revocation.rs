//! Token revocation (RFC 7009).

use serde_json::json;

use crate::support::app::{PARTNER, SPA, WEB};
use crate::support::{AuthorizationRequest, in_each_setup};

fn offline() -> AuthorizationRequest {
    AuthorizationRequest::default().with("scope", "openid offline_access")
}

in_each_setup! {
    async fn a_refresh_token_takes_everything_with_it(app: TestApp) {
        for hint in ["", "access_token", "refresh_token", "id_token"] {
            let tokens = offline().tokens(&app).await;
            let (access, refresh) = (tokens.text("access_token"), tokens.text("refresh_token"));
            let answer = app.post("/revoke", WEB, &[("token", &refresh), ("token_type_hint", hint)]).await;
            assert_eq!((answer.status, answer.body.as_str()), (200, ""));
            assert_eq!(app.userinfo(&access).await.status, 401, "{hint}");
            assert_eq!(app.introspect(WEB, &refresh).await, json!({ "active": false }));
            app.token(WEB, &[("grant_type", "refresh_token"), ("refresh_token", &refresh)]).await.is_error(400, "invalid_grant");
            assert_eq!(app.post("/revoke", WEB, &[("token", &refresh)]).await.status, 200, "again");
        }
        assert_eq!(app.count_events("token.revoked").await, 4);
    }

    async fn an_access_token_goes_alone(app: TestApp) {
        let tokens = offline().tokens(&app).await;
        let access = tokens.text("access_token");
        assert_eq!(app.post("/revoke", WEB, &[("token", &access), ("token_type_hint", "refresh_token")]).await.status, 200);
        assert_eq!(app.userinfo(&access).await.status, 401);
        assert_eq!(app.introspect(WEB, &tokens.text("refresh_token")).await["active"], true);
        let refresh = [("grant_type", "refresh_token"), ("refresh_token", &tokens.text("refresh_token"))];
        let next = app.token(WEB, &refresh).await;
        assert_eq!(app.userinfo(&next.text("access_token")).await.status, 200);
    }

    async fn tokens_of_others_stay_as_they_are(app: TestApp) {
        let tokens = offline().tokens(&app).await;
        for token in [tokens.text("access_token"), tokens.text("refresh_token"), "unknown".into()] {
            assert_eq!(app.post("/revoke", PARTNER, &[("token", &token)]).await.status, 200);
        }
        assert_eq!(app.userinfo(&tokens.text("access_token")).await.status, 200);
        assert_eq!(app.introspect(WEB, &tokens.text("refresh_token")).await["active"], true);
        app.post("/revoke", WEB, &[]).await.is_error(400, "invalid_request");
    }

    async fn a_public_client_revokes_its_own(app: TestApp) {
        let request = AuthorizationRequest::of(SPA, "https://spa.test/cb").with("scope", "openid offline_access");
        let tokens = request.tokens(&app).await;
        assert_eq!(app.post("/revoke", SPA, &[("token", &tokens.text("refresh_token"))]).await.status, 200);
        assert_eq!(app.userinfo(&tokens.text("access_token")).await.status, 401);
    }

    async fn parallel_revocations_all_succeed_once(app: TestApp) {
        let token = offline().tokens(&app).await.text("refresh_token");
        let form = [("token", token.as_str())];
        let answers = futures::future::join_all((0..30).map(|_| app.post("/revoke", WEB, &form))).await;
        assert!(answers.iter().all(|answer| answer.status == 200));
        assert_eq!(app.count_events("token.revoked").await, 1);
    }
}
