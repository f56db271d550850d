//! Refresh tokens: rotation, the honest grace, reuse (RFC 6749 section 6, RFC 9700 section 4.14).

use serde_json::json;
use signet::admin;
use signet::model::user::UserStatus;

use crate::support::app::{Answer, Options, PARTNER, SPA, WEB};
use crate::support::authorization::claims_of;
use crate::support::{AuthorizationRequest, Browser, Setup, TestApp, in_each_setup};

fn offline() -> AuthorizationRequest {
    AuthorizationRequest::default().with("scope", "openid email offline_access")
}

async fn refresh(app: &TestApp, token: &str) -> Answer {
    refresh_as(app, WEB, token, &[]).await
}

async fn refresh_as(
    app: &TestApp,
    client: (&str, Option<&str>),
    token: &str,
    more: &[(&str, &str)],
) -> Answer {
    let mut form = vec![("grant_type", "refresh_token"), ("refresh_token", token)];
    form.extend(more);
    app.token(client, &form).await
}

in_each_setup! {
    async fn every_use_rotates_and_one_leaf_lives(app: TestApp) {
        let first = offline().tokens(&app).await;
        let mut tokens = vec![first.text("refresh_token")];
        for _ in 0..20 {
            app.travel(60);
            let next = refresh(&app, tokens.last().unwrap()).await;
            assert_eq!(next.status, 200, "{}", next.body);
            let claims = claims_of(&next.text("id_token"));
            assert!(claims.get("nonce").is_none(), "the nonce belongs to the first ID token");
            tokens.push(next.text("refresh_token"));
        }
        let live = app.introspect(WEB, tokens.last().unwrap()).await;
        assert_eq!(live["active"], true);
        for old in &tokens[..tokens.len() - 1] {
            assert_eq!(app.introspect(WEB, old).await, json!({ "active": false }));
        }
        assert_eq!(app.count_events("token.refreshed").await, 20);
    }

    async fn a_lost_reply_is_repeated_with_the_same_successor(app: TestApp) {
        let first = offline().tokens(&app).await.text("refresh_token");
        let lost = refresh(&app, &first).await.text("refresh_token");
        app.travel(30);
        let repeated = refresh(&app, &first).await;
        assert_eq!(repeated.text("refresh_token"), lost);
        assert_eq!(refresh(&app, &lost).await.status, 200);
        assert_eq!(app.count_events("refresh.reuse_detected").await, 0);
    }

    async fn after_progress_or_grace_it_is_reuse_and_the_family_ends(app: TestApp) {
        for wait in [0, 31] {
            let mut browser = Browser::new(&app);
            let request = offline();
            let code = request.signed_in(&mut browser).await.code();
            let tokens = request.exchange(&app, &code).await;
            let (first, access) = (tokens.text("refresh_token"), tokens.text("access_token"));
            let second = refresh(&app, &first).await.text("refresh_token");
            let newest = if wait == 0 { refresh(&app, &second).await.text("refresh_token") } else { second };
            app.travel(wait);
            refresh(&app, &first).await.is_error(400, "invalid_grant");
            refresh(&app, &newest).await.is_error(400, "invalid_grant");
            assert_eq!(app.userinfo(&access).await.status, 401);
            assert_eq!(app.introspect(WEB, &newest).await, json!({ "active": false }));
            let silent = request.with("prompt", "none").open(&mut browser).await;
            silent.is_redirected_error(&app, "login_required");
        }
        assert_eq!(app.count_events("refresh.reuse_detected").await, 2);
    }

    async fn two_tabs_at_once_keep_one_working_chain(app: TestApp) {
        let first = offline().tokens(&app).await.text("refresh_token");
        let answers = futures::future::join_all((0..4).map(|_| refresh(&app, &first))).await;
        let successors: Vec<String> = answers.iter().map(|answer| answer.text("refresh_token")).collect();
        assert!(successors.iter().all(|token| *token == successors[0]), "one live leaf");
        assert_eq!(refresh(&app, &successors[0]).await.status, 200);
    }

    async fn another_program_of_a_public_client_gets_no_grace(app: TestApp) {
        let request = AuthorizationRequest::of(SPA, "https://spa.test/cb").with("scope", "openid offline_access");
        let first = request.tokens(&app).await.text("refresh_token");
        let second = refresh_as(&app, SPA, &first, &[]).await.text("refresh_token");
        let thief = app.http.post(app.at("/token")).header("user-agent", "thief/1").form(&[
            ("grant_type", "refresh_token"),
            ("refresh_token", &first),
            ("client_id", "spa"),
        ]);
        Answer::of(thief.send().await.unwrap()).await.is_error(400, "invalid_grant");
        refresh_as(&app, SPA, &second, &[]).await.is_error(400, "invalid_grant");
    }

    async fn another_client_cannot_use_it_and_harms_nothing(app: TestApp) {
        let token = offline().tokens(&app).await.text("refresh_token");
        refresh_as(&app, PARTNER, &token, &[]).await.is_error(400, "invalid_grant");
        assert_eq!(refresh(&app, &token).await.status, 200);
    }

    async fn scope_narrows_this_token_and_not_the_grant(app: TestApp) {
        let token = offline().tokens(&app).await.text("refresh_token");
        let narrow = refresh_as(&app, WEB, &token, &[("scope", "openid")]).await;
        assert_eq!(narrow.text("scope"), "openid");
        let wider = refresh_as(&app, WEB, &narrow.text("refresh_token"), &[("scope", "openid phone")]).await;
        wider.is_error(400, "invalid_scope");
        let full = refresh_as(&app, WEB, &narrow.text("refresh_token"), &[("scope", "")]).await;
        assert_eq!(full.text("scope"), "openid email offline_access");
    }

    async fn idle_and_absolute_limits_are_exact(app: TestApp) {
        let day = 24 * 60 * 60;
        let idle = offline().tokens(&app).await.text("refresh_token");
        app.travel(14 * day);
        refresh(&app, &idle).await.is_error(400, "invalid_grant");
        let mut token = offline().tokens(&app).await.text("refresh_token");
        for _ in 0..8 {
            app.travel(11 * day);
            token = refresh(&app, &token).await.text("refresh_token");
        }
        app.travel(2 * day - 1);
        let last = refresh(&app, &token).await;
        assert_eq!(last.json()["expires_in"], 1, "no access token outlives its family");
        app.travel(1);
        refresh(&app, &last.text("refresh_token")).await.is_error(400, "invalid_grant");
    }

    async fn what_a_suspension_ended_is_told_so_when_the_account_is_back(app: TestApp) {
        let token = offline().tokens(&app).await.text("refresh_token");
        for status in [UserStatus::Suspended, UserStatus::Active] {
            admin::users::set_status(&app.office(), "ada", status).await.unwrap();
            let refused = refresh(&app, &token).await;
            refused.is_error(400, "invalid_grant");
            let words = refused.text("error_description");
            assert!(words.contains("was revoked when its account was suspended"), "{words}");
        }
        let again = offline().tokens(&app).await.text("refresh_token");
        assert_eq!(refresh(&app, &again).await.status, 200);
    }

    async fn a_refresh_token_is_nothing_but_that(app: TestApp) {
        let tokens = offline().tokens(&app).await;
        assert_eq!(app.userinfo(&tokens.text("refresh_token")).await.status, 401);
        refresh(&app, &tokens.text("access_token")).await.is_error(400, "invalid_grant");
        refresh(&app, &tokens.text("id_token")).await.is_error(400, "invalid_grant");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_configured_limit_counts_successes_of_one_chain() {
    let flags = vec![("limits.refresh", "3/1m".to_owned())];
    let app = TestApp::with(Setup::Sqlite, Options { flags, ..Options::default() }).await.unwrap();
    let mut token = offline().tokens(&app).await.text("refresh_token");
    for _ in 0..3 {
        token = refresh(&app, &token).await.text("refresh_token");
    }
    let limited = refresh(&app, &token).await;
    assert_eq!((limited.status, limited.json()["error"].as_str()), (429, Some("slow_down")));
    assert!(!limited.header("retry-after").is_empty());
    let other = offline().tokens(&app).await.text("refresh_token");
    assert_eq!(refresh(&app, &other).await.status, 200, "another chain is not limited");
    app.travel(61);
    assert_eq!(refresh(&app, &token).await.status, 200, "nothing was lost");
}
