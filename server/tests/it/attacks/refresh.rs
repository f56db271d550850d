//! Refresh tokens in the wrong hands and out of their turn (RFC 6749 section 6, RFC 9700 section 4.14).

use serde_json::json;

use crate::support::app::{Answer, Options, PARTNER, SPA, WEB};
use crate::support::attack::Watch;
use crate::support::authorization::claims_of;
use crate::support::{AuthorizationRequest, Setup, TestApp, databases, in_each_setup};

fn offline() -> AuthorizationRequest {
    AuthorizationRequest::default().with("scope", "openid email offline_access")
}

async fn refresh(app: &TestApp, client: (&str, Option<&str>), token: &str) -> Answer {
    app.token(client, &[("grant_type", "refresh_token"), ("refresh_token", token)]).await
}

/// Asserts that nothing of the family lives any more.
async fn is_dead(app: &TestApp, tokens: &[&Answer]) {
    for answer in tokens {
        assert_eq!(app.userinfo(&answer.text("access_token")).await.status, 401);
        for name in ["access_token", "refresh_token"] {
            assert_eq!(app.introspect(WEB, &answer.text(name)).await, json!({ "active": false }));
        }
        refresh(app, WEB, &answer.text("refresh_token")).await.is_error(400, "invalid_grant");
    }
}

in_each_setup! {
    /// A hundred rotations: one live leaf at every step, and an end that does not move.
    async fn a_hundred_rotations_have_one_leaf_and_one_end(app: TestApp) {
        let mut token = offline().tokens(&app).await.text("refresh_token");
        let end = async |token: &str| app.introspect(WEB, token).await["exp"].as_i64();
        let family = signet::store::token_families::find;
        let tag = app.services.keys.current().recognise(&token, signet::clock::Clock::now(&*app.clock)).unwrap();
        let absolute = family(app.services.db.reader(), tag.family).await.unwrap().unwrap().absolute_expires_at;
        for number in 0..100 {
            let next = refresh(&app, WEB, &token).await;
            assert_eq!(next.status, 200, "{number}: {}", next.body);
            let successor = next.text("refresh_token");
            assert_ne!(successor, token);
            assert_eq!(app.introspect(WEB, &token).await, json!({ "active": false }), "{number}");
            assert_eq!(app.introspect(WEB, &successor).await["active"], true, "{number}");
            app.travel(60);
            token = successor;
        }
        let now = family(app.services.db.reader(), tag.family).await.unwrap().unwrap().absolute_expires_at;
        assert_eq!(now, absolute, "the end does not move");
        assert!(end(&token).await.is_some_and(|end| end <= absolute.timestamp()));
        assert_eq!(app.count_events("token.refreshed").await, 100);
    }

    /// Reuse after progress ends the family, with one event that has the evidence.
    async fn reuse_after_progress_ends_the_family(app: TestApp) {
        let first = offline().tokens(&app).await;
        let second = refresh(&app, WEB, &first.text("refresh_token")).await;
        let third = refresh(&app, WEB, &second.text("refresh_token")).await;
        let watch = Watch::over(&app).await;
        let answer = refresh(&app, WEB, &first.text("refresh_token")).await;
        answer.is_error(400, "invalid_grant");
        watch.is_recorded("after progress", Some(("refresh.reuse_detected", "presented again"))).await;
        is_dead(&app, &[&first, &second, &third]).await;
    }

    /// A reply that was lost comes again, the same, a few times, and the chain has one leaf.
    async fn a_lost_reply_comes_again_a_few_times(app: TestApp) {
        let first = offline().tokens(&app).await.text("refresh_token");
        let lost = refresh(&app, WEB, &first).await.text("refresh_token");
        for _ in 0..5 {
            app.travel(5);
            let again = refresh(&app, WEB, &first).await;
            assert_eq!((again.status, again.text("refresh_token")), (200, lost.clone()));
            assert_eq!(app.introspect(WEB, &first).await, json!({ "active": false }));
            assert_eq!(app.introspect(WEB, &lost).await["active"], true);
        }
        assert_eq!(app.count_events("refresh.reuse_detected").await, 0);
        refresh(&app, WEB, &first).await.is_error(400, "invalid_grant");
        assert_eq!(app.count_events("refresh.reuse_detected").await, 1, "the sixth time it is a thief's");
        refresh(&app, WEB, &lost).await.is_error(400, "invalid_grant");
    }

    /// A refresh token of another client is nothing to whoever found it, and not lost to its owner.
    async fn another_clients_token_is_nothing(app: TestApp) {
        let token = offline().tokens(&app).await.text("refresh_token");
        let spa = AuthorizationRequest::of(SPA, "https://spa.test/cb").with("scope", "openid offline_access");
        let of_spa = spa.tokens(&app).await.text("refresh_token");
        for (thief, token) in [(PARTNER, &token), (SPA, &token), (WEB, &of_spa), (PARTNER, &of_spa)] {
            let mut watch = Watch::over(&app).await;
            let answer = refresh(&app, thief, token).await;
            watch.is_json(thief.0, &answer, (400, "invalid_grant"), Some(("token.refused", ""))).await;
        }
        // Of a token that was used already, it is no reuse either.
        let next = refresh(&app, WEB, &token).await.text("refresh_token");
        refresh(&app, PARTNER, &token).await.is_error(400, "invalid_grant");
        assert_eq!(refresh(&app, WEB, &next).await.status, 200);
        assert_eq!(refresh(&app, SPA, &of_spa).await.status, 200);
        assert_eq!(app.count_events("refresh.reuse_detected").await, 0);
    }

    /// Scope never widens, and narrowing does not shrink the grant.
    async fn scope_never_widens(app: TestApp) {
        let mut token = offline().tokens(&app).await.text("refresh_token");
        for wider in ["openid email offline_access phone", "phone", "openid admin", "OPENID", "openid\temail", "openid \"email"] {
            let mut watch = Watch::over(&app).await;
            let form = [("grant_type", "refresh_token"), ("refresh_token", &token), ("scope", wider)];
            let answer = app.token(WEB, &form).await;
            watch.is_json(wider, &answer, (400, "invalid_scope"), Some(("token.refused", "scope"))).await;
        }
        for (asked, given) in [("openid", "openid"), ("email openid", "email openid"), ("", "openid email offline_access")] {
            let form = [("grant_type", "refresh_token"), ("refresh_token", token.as_str()), ("scope", asked)];
            let answer = app.token(WEB, &form).await;
            assert_eq!(answer.text("scope"), given, "{asked}");
            assert_eq!(claims_of(&answer.text("access_token"))["scope"], given);
            token = answer.text("refresh_token");
        }
    }

    /// A refresh token is no bearer token, and other tokens are no refresh tokens.
    async fn a_refresh_token_is_nothing_else(app: TestApp) {
        let request = offline();
        let code = request.code(&app).await;
        let tokens = request.exchange(&app, &code).await;
        let token = tokens.text("refresh_token");
        for scheme in ["Bearer", "bearer"] {
            let sent = app.http.get(app.at("/userinfo")).header("authorization", format!("{scheme} {token}"));
            Answer::of(sent.send().await.unwrap()).await.is_error(401, "invalid_token");
        }
        let body = app.http.post(app.at("/userinfo")).form(&[("access_token", &token)]);
        Answer::of(body.send().await.unwrap()).await.is_error(401, "invalid_token");
        for other in [tokens.text("access_token"), tokens.text("id_token"), token.replace("sgr_", "sgc_"), code.replace("sgc_", "sgr_"), "x".into()] {
            let mut watch = Watch::over(&app).await;
            let answer = refresh(&app, WEB, &other).await;
            watch.is_json(&other, &answer, (400, "invalid_grant"), Some(("token.refused", ""))).await;
        }
        assert_eq!(refresh(&app, WEB, &token).await.status, 200);
    }

    /// Revoking a refresh token takes the access tokens of every step with it, at once.
    async fn revocation_reaches_every_descendant(app: TestApp) {
        let first = offline().tokens(&app).await;
        let second = refresh(&app, WEB, &first.text("refresh_token")).await;
        let other = offline().tokens(&app).await;
        assert_eq!(app.post("/revoke", WEB, &[("token", &second.text("refresh_token"))]).await.status, 200);
        is_dead(&app, &[&first, &second]).await;
        assert_eq!(app.count_events("token.revoked").await, 1);
        assert_eq!(app.userinfo(&other.text("access_token")).await.status, 200, "another sign-in goes on");
        assert_eq!(refresh(&app, WEB, &other.text("refresh_token")).await.status, 200);
    }
}

/// Reuse is known after a restart of every instance: what was used is a row, not a memory.
async fn reuse_is_known_after_a_restart(setup: Setup) {
    for progress in [true, false] {
        let Some(url) = databases::fresh(setup).await else { return };
        let options = || Options {
            database_url: Some(url.clone()),
            issuer: Some("http://localhost:8080".into()),
            ..Options::default()
        };
        let before = TestApp::with(setup, options()).await.unwrap();
        let first = offline().tokens(&before).await;
        let second = refresh(&before, WEB, &first.text("refresh_token")).await;
        let newest =
            if progress { refresh(&before, WEB, &second.text("refresh_token")).await } else { second };
        drop(before);
        let after = TestApp::with(setup, options()).await.unwrap();
        if !progress {
            after.travel(31);
        }
        refresh(&after, WEB, &first.text("refresh_token")).await.is_error(400, "invalid_grant");
        assert_eq!(after.count_events("refresh.reuse_detected").await, 1);
        is_dead(&after, &[&first, &newest]).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn reuse_is_known_after_a_restart_on_each_store() {
    for setup in Setup::ALL {
        reuse_is_known_after_a_restart(setup).await;
    }
}
