//! The userinfo endpoint (OpenID Connect Core 5.3, RFC 6750).

use crate::support::app::{Answer, SERVICE};
use crate::support::{AuthorizationRequest, in_each_setup};

in_each_setup! {
    async fn it_takes_the_token_in_the_header_or_the_body(app: TestApp) {
        let tokens = AuthorizationRequest::default().with("scope", "openid profile email address phone").tokens(&app).await;
        let token = tokens.text("access_token");
        let good = app.userinfo(&token).await;
        assert_eq!((good.status, good.header("content-type")), (200, "application/json"));
        let claims = good.json();
        for (name, value) in [("name", "Ada Lovelace"), ("zoneinfo", "Europe/London"), ("email", "ada@example.com")] {
            assert_eq!(claims[name], value);
        }
        assert!(claims["updated_at"].is_i64() && claims["address"]["formatted"].is_string());
        assert_eq!((&claims["email_verified"], &claims["phone_number_verified"]), (&true.into(), &false.into()));
        let lower = app.http.get(app.at("/userinfo")).header("authorization", format!("bearer {token}"));
        assert_eq!(Answer::of(lower.send().await.unwrap()).await.json(), claims);
        let posted = app.http.post(app.at("/userinfo")).bearer_auth(&token);
        assert_eq!(Answer::of(posted.send().await.unwrap()).await.json(), claims);
        let body = app.http.post(app.at("/userinfo")).form(&[("access_token", &token)]);
        assert_eq!(Answer::of(body.send().await.unwrap()).await.json(), claims);
    }

    async fn every_refusal_has_its_challenge(app: TestApp) {
        let tokens = AuthorizationRequest::default().tokens(&app).await;
        let token = tokens.text("access_token");
        let none = app.get("/userinfo").await;
        assert_eq!((none.status, none.header("www-authenticate")), (401, "Bearer realm=\"signet\""));
        let service = app.token(SERVICE, &[("grant_type", "client_credentials")]).await.text("access_token");
        for wrong in ["abc", &tokens.text("id_token"), &service, &format!("{token}x"), "a.b.c.d.e"] {
            let answer = app.userinfo(wrong).await;
            answer.is_error(401, "invalid_token");
            assert!(answer.header("www-authenticate").contains("error=\"invalid_token\""));
        }
        let scopeless = AuthorizationRequest::default().with("scope", "email").tokens(&app).await;
        let answer = app.userinfo(&scopeless.text("access_token")).await;
        answer.is_error(403, "insufficient_scope");
        let query = app.get(&format!("/userinfo?access_token={token}")).await;
        query.is_error(400, "invalid_request");
        assert!(query.header("www-authenticate").contains("error=\"invalid_request\""));
        let both = app.http.post(app.at("/userinfo")).bearer_auth(&token).form(&[("access_token", &token)]);
        Answer::of(both.send().await.unwrap()).await.is_error(400, "invalid_request");
        app.travel(15 * 60);
        app.userinfo(&token).await.is_error(401, "invalid_token");
    }

    async fn opaque_tokens_work_alike(app: TestApp) {
        app.add_client(serde_json::json!({
            "client_id": "opaque", "client_secret": "opaque-secret-with-plenty-of-characters-012345",
            "first_party": true, "access_token_format": "opaque", "redirect_uris": ["https://opaque.test/cb"],
        }))
        .await;
        let client = ("opaque", Some("opaque-secret-with-plenty-of-characters-012345"));
        let tokens = AuthorizationRequest::of(client, "https://opaque.test/cb").tokens(&app).await;
        let token = tokens.text("access_token");
        assert!(token.starts_with("sga_") && !token.contains('.'));
        assert_eq!(app.userinfo(&token).await.json()["email"], "ada@example.com");
        assert_eq!(app.introspect(client, &token).await["active"], true);
        app.travel(15 * 60);
        assert_eq!(app.userinfo(&token).await.status, 401);
    }

    async fn scripts_of_the_public_client_alone_may_read_it(app: TestApp) {
        let spa = crate::support::app::SPA;
        let token = AuthorizationRequest::of(spa, "https://spa.test/cb").tokens(&app).await.text("access_token");
        let web = AuthorizationRequest::default().tokens(&app).await.text("access_token");
        for (token, origin, allowed) in [
            (&token, "https://spa.test", true),
            (&token, "https://evil.test", false),
            (&token, "https://spa.test:8443", false),
            (&token, "http://spa.test", false),
            (&token, "null", false),
            (&web, "https://spa.test", false),
            (&web, "https://rp.test", false),
        ] {
            let request = app.http.get(app.at("/userinfo")).bearer_auth(token).header("origin", origin);
            let answer = Answer::of(request.send().await.unwrap()).await;
            assert_eq!(answer.header("access-control-allow-origin") == origin, allowed, "{origin}");
            assert!(!answer.headers.contains_key("access-control-allow-credentials"));
            assert_eq!(answer.header("vary"), "Origin");
        }
        for (origin, allowed) in [("https://spa.test", true), ("https://rp.test", false)] {
            let preflight = app.http.request(reqwest::Method::OPTIONS, app.at("/token")).header("origin", origin);
            let preflight = preflight.header("access-control-request-method", "POST");
            let answer = Answer::of(preflight.send().await.unwrap()).await;
            assert_eq!(answer.header("access-control-allow-origin") == origin, allowed, "{origin}");
        }
    }
}
