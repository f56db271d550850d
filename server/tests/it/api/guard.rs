//! Who may call at all.

use reqwest::Method;

use super::{Caller, is_problem, partner_tokens};
use crate::support::app::{Answer, SERVICE, SPA};
use crate::support::{AuthorizationRequest, Browser, in_each_setup};

in_each_setup! {
    async fn only_a_person_through_a_first_party_application_is_answered(app: TestApp) {
        let none = app.get("/v1/users/me").await;
        is_problem(&none, 401, "no-token");
        assert_eq!(none.header("www-authenticate"), "Bearer realm=\"signet\"");
        let third = partner_tokens(&app, &mut Browser::new(&app), "openid").await.text("access_token");
        let service = app.token(SERVICE, &[("grant_type", "client_credentials")]).await.text("access_token");
        for (token, status, kind) in [
            ("abc", 401, "invalid-token"),
            (third.as_str(), 403, "not-allowed"),
            (service.as_str(), 403, "not-allowed"),
        ] {
            let caller = Caller::with(&app, token);
            let before = app.count_events("request.refused").await;
            is_problem(&caller.get("/v1/users/me").await, status, kind);
            assert_eq!(app.count_events("request.refused").await, before + 1, "{kind}");
        }
        for path in ["/v1/", "/v1/nothing", "/v1/users", "/v1/users/me/"] {
            is_problem(&app.get(path).await, 404, "not-found");
        }
        let wrong = app.http.delete(app.at("/v1/auth/logout")).send().await.unwrap();
        is_problem(&Answer::of(wrong).await, 405, "method-not-allowed");
    }

    async fn a_token_counts_no_longer_than_account_client_and_session(app: TestApp) {
        let ada = Caller::ada(&app).await;
        assert_eq!(ada.get("/v1/users/me").await.status, 200);
        app.travel(15 * 60);
        is_problem(&ada.get("/v1/users/me").await, 401, "invalid-token");
        let ada = Caller::ada(&app).await;
        signet::admin::users::set_status(&app.office(), "ada", signet::model::user::UserStatus::Suspended).await.unwrap();
        for path in ["/v1/users/me", "/v1/users/me/preferences", "/v1/users/me/consents", "/v1/users/me/events", "/v1/auth/sessions"] {
            is_problem(&ada.get(path).await, 401, "invalid-token");
        }
    }

    async fn scripts_of_the_public_client_may_read_and_others_may_not(app: TestApp) {
        let token = AuthorizationRequest::of(SPA, "https://spa.test/cb").tokens(&app).await.text("access_token");
        for (origin, allowed) in [("https://spa.test", true), ("https://evil.test", false), ("null", false)] {
            let ask = |method: Method| app.http.request(method, app.at("/v1/users/me")).header("origin", origin);
            let read = Answer::of(ask(Method::GET).bearer_auth(&token).send().await.unwrap()).await;
            assert_eq!(read.header("access-control-allow-origin") == origin, allowed, "{origin}");
            let preflight = ask(Method::OPTIONS).header("access-control-request-method", "PATCH").send().await.unwrap();
            let preflight = Answer::of(preflight).await;
            assert_eq!(preflight.header("access-control-allow-methods").contains("PATCH"), allowed, "{origin}");
            assert_eq!(preflight.header("access-control-allow-headers").contains("If-Match"), allowed, "{origin}");
        }
    }

    async fn the_published_keys_are_here_too(app: TestApp) {
        assert_eq!(app.get("/v1/.well-known/jwks.json").await.json(), app.get("/jwks").await.json());
    }
}
