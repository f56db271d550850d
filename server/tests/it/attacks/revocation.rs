//! Revocation (RFC 7009): one's own, all of it, and never a false promise.

use serde_json::json;

use crate::support::app::{API, Answer, PARTNER, SERVICE, SPA, WEB};
use crate::support::attack::Watch;
use crate::support::snapshot::Snapshot;
use crate::support::{AuthorizationRequest, TestApp, in_each_setup};

fn offline() -> AuthorizationRequest {
    AuthorizationRequest::default().with("scope", "openid offline_access")
}

/// FAM✗: nothing of the family counts any more, whoever asks, and its row says so.
async fn is_dead(app: &TestApp, access: &[String], refresh: &[String]) {
    for token in access {
        assert_eq!(app.userinfo(token).await.status, 401);
    }
    for token in access.iter().chain(refresh) {
        assert_eq!(app.introspect(WEB, token).await, json!({ "active": false }));
    }
    for token in refresh {
        app.token(WEB, &[("grant_type", "refresh_token"), ("refresh_token", token)])
            .await
            .is_error(400, "invalid_grant");
    }
    assert_eq!(Snapshot::of(app).await.live_families(), 0);
}

in_each_setup! {
    /// What belongs to another client stays as it is, and the answer tells nothing (RFC 7009 2.2).
    async fn tokens_of_others_stay_as_they_are(app: TestApp) {
        let request = AuthorizationRequest::of(SPA, "https://spa.test/cb").with("scope", "openid offline_access");
        let code = request.code(&app).await;
        let tokens = request.tokens(&app).await;
        let (access, refresh) = (tokens.text("access_token"), tokens.text("refresh_token"));
        let mut watch = Watch::over(&app).await;
        for client in [WEB, PARTNER, SERVICE, API] {
            for token in [&access, &refresh, &code, &tokens.text("id_token")] {
                let answer = app.post("/revoke", client, &[("token", token)]).await;
                assert_eq!((answer.status, answer.body.as_str()), (200, ""), "{client:?}");
                watch.is_unmoved(client.0, None).await;
            }
        }
        for client in [("web", Some("wrong")), ("spa", Some("guess")), ("nobody", None), ("web", None)] {
            let answer = app.post("/revoke", client, &[("token", &refresh)]).await;
            watch.is_json(client.0, &answer, (401, "invalid_client"), Some(("client.auth_failed", ""))).await;
        }
        assert_eq!(app.userinfo(&access).await.status, 200);
        let form = [("grant_type", "refresh_token"), ("refresh_token", refresh.as_str())];
        assert_eq!(app.token(SPA, &form).await.status, 200);
        assert_eq!(request.exchange(&app, &code).await.status, 200);
    }

    /// A token that nobody knows is answered like one that was revoked.
    async fn unknown_tokens_are_answered_alike(app: TestApp) {
        let good = offline().tokens(&app).await.text("refresh_token");
        let flipped = format!("{}{}", &good[..good.len() - 3], if good.ends_with("AAA") { "BBB" } else { "AAA" });
        let long = "x".repeat(60_000);
        let mut watch = Watch::over(&app).await;
        for token in ["unknown", &flipped, &good[..good.len() - 1], "a.b.c", "sgr_", "sgc_AAAA", "\u{e9}", &long] {
            let answer = app.post("/revoke", WEB, &[("token", token)]).await;
            assert_eq!((answer.status, answer.body.as_str()), (200, ""), "{token:.40}");
            watch.is_unmoved(token, None).await;
        }
        assert_eq!(app.introspect(WEB, &good).await["active"], true);
    }

    /// With one refresh token of any age, or the code, the whole family goes.
    async fn the_whole_family_goes(app: TestApp) {
        for revoked in ["first", "last", "code twice"] {
            let request = offline();
            let code = request.code(&app).await;
            let mut answers = vec![request.exchange(&app, &code).await];
            for _ in 0..2 {
                let last = answers.last().unwrap().text("refresh_token");
                answers.push(app.token(WEB, &[("grant_type", "refresh_token"), ("refresh_token", &last)]).await);
            }
            let all = |name: &str| -> Vec<String> { answers.iter().map(|answer| answer.text(name)).collect() };
            let (access, refresh) = (all("access_token"), all("refresh_token"));
            let watch = Watch::over(&app).await;
            let event = match revoked {
                "code twice" => {
                    request.exchange(&app, &code).await.is_error(400, "invalid_grant");
                    "code.replay"
                }
                age => {
                    let token = if age == "first" { &refresh[0] } else { &refresh[2] };
                    assert_eq!(app.post("/revoke", WEB, &[("token", token)]).await.status, 200);
                    "token.revoked"
                }
            };
            watch.is_recorded(revoked, Some((event, ""))).await;
            is_dead(&app, &access, &refresh).await;
        }
    }

    /// When the store is away, nobody is told that a token is revoked.
    async fn a_store_that_is_away_is_no_success(app: TestApp) {
        let tokens = offline().tokens(&app).await;
        app.take_store_away().await;
        for token in [tokens.text("refresh_token"), tokens.text("access_token")] {
            let request = app.http.post(app.at("/revoke")).basic_auth(WEB.0, WEB.1).form(&[("token", &token)]);
            let answer = Answer::of_any(request.send().await.unwrap()).await;
            answer.is_error(503, "temporarily_unavailable");
            assert_ne!(answer.header("retry-after"), "");
        }
    }

    /// Again and at once is answered alike, and counts once.
    async fn again_and_at_once_is_one_revocation(app: TestApp) {
        for kind in ["refresh_token", "access_token"] {
            let token = offline().tokens(&app).await.text(kind);
            let watch = Watch::over(&app).await;
            let form = [("token", token.as_str())];
            let answers = futures::future::join_all((0..50).map(|_| app.post("/revoke", WEB, &form))).await;
            let statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
            assert_eq!(statuses, vec![200; 50]);
            assert_eq!(app.post("/revoke", WEB, &form).await.status, 200);
            watch.is_recorded(kind, Some(("token.revoked", ""))).await;
        }
    }
}
