//! The userinfo endpoint (OpenID Connect Core 5.3, RFC 6750): which token, from where.
//!
//! A refused read changes nothing and leaves one event; asking without a token leaves none.

use serde_json::json;

use crate::support::app::{API, Answer, Options, SERVICE, WEB};
use crate::support::attack::Watch;
use crate::support::{AuthorizationRequest, Browser, Setup, TestApp, in_each_setup};

async fn asked(
    app: &TestApp,
    change: impl FnOnce(reqwest::RequestBuilder) -> reqwest::RequestBuilder,
) -> Answer {
    Answer::of(change(app.http.post(app.at("/userinfo"))).send().await.unwrap()).await
}

in_each_setup! {
    /// Without a token there is a challenge and no error code (RFC 6750 3.1).
    async fn nothing_asked_is_no_error(app: TestApp) {
        let mut watch = Watch::over(&app).await;
        let session = {
            let mut browser = Browser::new(&app);
            AuthorizationRequest::default().signed_in(&mut browser).await.code();
            watch.again().await;
            browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
        };
        for cookie in ["", "access_token=x", &session] {
            let answer = Answer::of(app.http.get(app.at("/userinfo")).header("cookie", cookie).send().await.unwrap()).await;
            assert_eq!((answer.status, answer.header("www-authenticate")), (401, "Bearer realm=\"signet\""), "{cookie:.12}");
            assert!(answer.json().get("error").is_none(), "{}", answer.body);
            watch.is_unmoved("no token", None).await;
        }
    }

    /// One token in one place, never the query.
    async fn one_token_in_one_place(app: TestApp) {
        let token = AuthorizationRequest::default().tokens(&app).await.text("access_token");
        let form = [("access_token", token.as_str())];
        let query = app.at(&format!("/userinfo?access_token={token}"));
        let mut watch = Watch::over(&app).await;
        for (variant, request) in [
            ("query", app.http.get(&query)),
            ("query, posted", app.http.post(&query)),
            ("query and header", app.http.get(&query).bearer_auth(&token)),
            ("query and body", app.http.post(&query).form(&form)),
            ("header and body", app.http.post(app.at("/userinfo")).bearer_auth(&token).form(&form)),
            ("two headers", app.http.get(app.at("/userinfo")).bearer_auth(&token).bearer_auth(&token)),
            ("two in the body", app.http.post(app.at("/userinfo")).form(&[form[0], form[0]])),
            ("another scheme", app.http.get(app.at("/userinfo")).header("authorization", format!("Token {token}"))),
            ("two in one header", app.http.get(app.at("/userinfo")).header("authorization", format!("Bearer {token}, Bearer {token}"))),
        ] {
            let answer = Answer::of(request.send().await.unwrap()).await;
            let code = if variant == "two in one header" { (401, "invalid_token") } else { (400, "invalid_request") };
            watch.is_json(variant, &answer, code, Some(("request.refused", code.1))).await;
        }
        for name in ["access_token", "signet-session", "Authorization"] {
            let cookie = format!("{name}={token}");
            let answer = asked(&app, |request| request.header("cookie", cookie)).await;
            assert_eq!(answer.status, 401, "{name}");
            watch.is_unmoved(name, None).await;
        }
        assert_eq!(app.userinfo(&token).await.status, 200);
    }

    /// Only an access token of a person, for us.
    async fn only_an_access_token_of_a_person_for_us(app: TestApp) {
        app.add_client(json!({
            "client_id": "opaque", "client_secret": WEB.1, "first_party": true, "access_token_format": "opaque",
            "grant_types": ["authorization_code", "refresh_token"], "redirect_uris": ["https://opaque.test/cb"],
        }))
        .await;
        let opaque = AuthorizationRequest::of(("opaque", WEB.1), "https://opaque.test/cb").tokens(&app).await.text("access_token");
        let request = AuthorizationRequest::default().with("scope", "openid offline_access");
        let code = request.code(&app).await;
        let tokens = request.tokens(&app).await;
        let access = tokens.text("access_token");
        let parts: Vec<&str> = access.split('.').collect();
        let service = app.token(SERVICE, &[("grant_type", "client_credentials")]).await.text("access_token");
        let api = app.token(API, &[("grant_type", "client_credentials")]).await;
        let mut wrong = vec![
            ("an ID token", tokens.text("id_token")), ("a refresh token", tokens.text("refresh_token")), ("a code", code),
            ("a service's token", service), ("text", "x".to_owned()), ("no signature", format!("{}.{}.", parts[0], parts[1])),
            ("alg none", format!("eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.{}.", parts[1])),
            ("an ID token's signature", format!("{}.{}.{}", parts[0], parts[1], tokens.text("id_token").split('.').nth(2).unwrap())),
            ("a truncated opaque token", opaque[..opaque.len() - 1].to_owned()), ("upper case", opaque.to_uppercase()),
            ("one more letter", format!("{opaque}A")), ("17 KiB", "x".repeat(17 * 1024)),
        ];
        if api.status == 200 {
            wrong.push(("a resource server's own token", api.text("access_token")));
        }
        let mut watch = Watch::over(&app).await;
        for (variant, token) in wrong {
            let answer = app.userinfo(&token).await;
            watch.is_json(variant, &answer, (401, "invalid_token"), Some(("request.refused", "invalid_token"))).await;
            assert!(answer.header("www-authenticate").contains("error=\"invalid_token\""), "{variant}");
            let answer = asked(&app, |request| request.form(&[("access_token", &token)])).await;
            watch.is_json(variant, &answer, (401, "invalid_token"), Some(("request.refused", "invalid_token"))).await;
        }
        assert_eq!((app.userinfo(&access).await.status, app.userinfo(&opaque).await.status), (200, 200));
    }

    /// A token without `openid` opens other doors.
    async fn a_token_without_openid_is_not_enough(app: TestApp) {
        let tokens = AuthorizationRequest::default().with("scope", "email").tokens(&app).await;
        let mut watch = Watch::over(&app).await;
        let answer = app.userinfo(&tokens.text("access_token")).await;
        watch.is_json("email alone", &answer, (403, "insufficient_scope"), Some(("request.refused", "insufficient_scope"))).await;
        assert!(answer.header("www-authenticate").contains("error=\"insufficient_scope\""));
        assert!(!answer.body.contains("ada@example.com"));
    }
}

/// Whoever asks badly gets the same answer every time, and does not fill the audit log.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_tokens_do_not_fill_the_log() {
    for setup in Setup::ALL {
        let flags = vec![("limits.client_auth", "5/1m".to_owned())];
        let Some(app) = TestApp::with(setup, Options { flags, ..Options::default() }).await else { continue };
        let good = AuthorizationRequest::default().tokens(&app).await.text("access_token");
        for _ in 0..12 {
            app.userinfo("x").await.is_error(401, "invalid_token");
        }
        assert_eq!(app.count_events("request.refused").await, 5);
        assert_eq!(app.userinfo(&good).await.status, 200);
        // Redis forgets by its own clock.
        if !setup.has_redis() {
            app.travel(61);
            assert_eq!(app.userinfo("x").await.status, 401);
            assert_eq!(app.count_events("request.refused").await, 6);
        }
    }
}
