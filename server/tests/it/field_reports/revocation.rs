//! Section E: revocation, and what introspection says afterwards.

use serde_json::json;

use super::{offline, refresh};
use crate::support::app::{PARTNER, SPA, WEB};
use crate::support::{AuthorizationRequest, in_each_setup};

const INACTIVE: fn() -> serde_json::Value = || json!({ "active": false });

in_each_setup! {
    /// BR-37: introspection and the token endpoint agree on a refresh token, whatever became of its access token.
    async fn a_refresh_token_outlives_its_access_token(app: TestApp) {
        let tokens = offline().tokens(&app).await;
        app.travel(15 * 60);
        assert_eq!(app.introspect(WEB, &tokens.text("access_token")).await, INACTIVE());
        assert_eq!(app.introspect(WEB, &tokens.text("refresh_token")).await["active"], true);
        let next = refresh(&app, &tokens.text("refresh_token")).await;
        assert_eq!(next.status, 200);

        assert_eq!(app.post("/revoke", WEB, &[("token", &next.text("access_token"))]).await.status, 200);
        assert_eq!(app.introspect(WEB, &next.text("access_token")).await, INACTIVE());
        assert_eq!(app.introspect(WEB, &next.text("refresh_token")).await["active"], true);
        assert_eq!(refresh(&app, &next.text("refresh_token")).await.status, 200);
    }

    /// BR-40: a token is revoked and introspected whatever the hint says of it.
    async fn a_hint_is_only_a_hint(app: TestApp) {
        for hint in [Some("refresh_token"), Some("access_token"), Some("id_token"), Some("nonsense"), Some(""), None] {
            let hinted = |token: &str| -> Vec<(&'static str, String)> {
                let hint = hint.map(|hint| ("token_type_hint", hint.to_owned()));
                [("token", token.to_owned())].into_iter().chain(hint).collect()
            };
            let tokens = offline().tokens(&app).await;
            let (access, own) = (tokens.text("access_token"), tokens.text("refresh_token"));
            for (token, active_after) in [(&access, false), (&own, false)] {
                let form = hinted(token);
                let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
                assert_eq!(app.post("/introspect", WEB, &form).await.json()["active"], true, "{hint:?}");
                for _ in 0..2 {
                    let answer = app.post("/revoke", WEB, &form).await;
                    assert_eq!((answer.status, answer.body.as_str()), (200, ""), "{hint:?}");
                }
                assert_eq!(app.post("/introspect", WEB, &form).await.json()["active"], active_after, "{hint:?}");
            }
            app.userinfo(&access).await.is_error(401, "invalid_token");
            refresh(&app, &own).await.is_error(400, "invalid_grant");
            let form = hinted("abc");
            let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
            assert_eq!(app.post("/revoke", WEB, &form).await.status, 200, "an unknown token, {hint:?}");
        }
    }

    /// BR-40: nobody revokes the tokens of others, and a public client revokes its own by its id alone.
    async fn only_ones_own(app: TestApp) {
        let tokens = offline().tokens(&app).await;
        let request = AuthorizationRequest::of(SPA, "https://spa.test/cb").with("scope", "openid offline_access");
        for member in ["access_token", "refresh_token"] {
            for stranger in [PARTNER, SPA] {
                for hint in ["access_token", "refresh_token"] {
                    let form = [("token", tokens.text(member)), ("token_type_hint", hint.to_owned())];
                    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
                    assert_eq!(app.post("/revoke", stranger, &form).await.status, 200);
                }
            }
            assert_eq!(app.introspect(WEB, &tokens.text(member)).await["active"], true, "{member}");
            let own = request.tokens(&app).await;
            assert_eq!(app.post("/revoke", SPA, &[("token", &own.text(member))]).await.status, 200);
            assert_eq!(app.userinfo(&own.text("access_token")).await.status, 401, "{member}");
        }
        assert_eq!(app.userinfo(&tokens.text("access_token")).await.status, 200);
    }
}
