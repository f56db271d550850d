//! Introspection (RFC 7662): who may know what a token is worth.

use serde_json::{Value, json};
use signet::admin::{clients, users};
use signet::model::user::UserStatus;

use crate::support::app::{API, Answer, PARTNER, SERVICE, SPA, WEB};
use crate::support::attack::Watch;
use crate::support::{AuthorizationRequest, TestApp, in_each_setup};

const READER: (&str, Option<&str>) = ("reader", WEB.1);
const OTHER_API: (&str, Option<&str>) = ("other-api", WEB.1);

/// Tokens for the resource server [`API`], which another one, [`OTHER_API`], would like to look at.
async fn tokens_for_api(app: &TestApp) -> (String, String) {
    app.add_client(json!({
        "client_id": READER.0, "client_secret": READER.1, "first_party": true, "redirect_uris": ["https://reader.test/cb"],
        "grant_types": ["authorization_code", "refresh_token"], "audience": ["https://api.test"],
    }))
    .await;
    app.add_client(json!({
        "client_id": OTHER_API.0, "client_secret": OTHER_API.1, "grant_types": ["client_credentials"], "response_types": [],
        "scope": "nothing", "serves": ["https://other-api.test"],
    }))
    .await;
    let request = AuthorizationRequest::of(READER, "https://reader.test/cb")
        .with("scope", "openid email offline_access");
    let tokens = request.tokens(app).await;
    (tokens.text("access_token"), tokens.text("refresh_token"))
}

fn inactive() -> Value {
    json!({ "active": false })
}

in_each_setup! {
    /// Whoever does not prove who it is learns nothing.
    async fn nobody_introspects_without_a_proof(app: TestApp) {
        let (access, refresh) = tokens_for_api(&app).await;
        let mut watch = Watch::over(&app).await;
        for token in [access.as_str(), refresh.as_str(), "unknown"] {
            let form = [("token", token)];
            let wrong = app.post("/introspect", ("api", Some("wrong")), &form).await;
            watch.is_json("a wrong secret", &wrong, (401, "invalid_client"), Some(("client.auth_failed", ""))).await;
            let empty = app.post("/introspect", ("api", Some("")), &form).await;
            watch.is_json("an empty secret", &empty, (401, "invalid_client"), Some(("client.auth_failed", ""))).await;
            app.post("/introspect", SPA, &form).await.is_error(401, "invalid_client");
            app.post("/introspect", ("api", None), &form).await.is_error(401, "invalid_client");
            for request in [app.http.post(app.at("/introspect")), app.http.post(app.at("/introspect")).bearer_auth(&access)] {
                Answer::of(request.form(&form).send().await.unwrap()).await.is_error(401, "invalid_client");
            }
            watch.again().await;
        }
        assert_eq!(app.introspect(API, &access).await["active"], true);
    }

    /// Outside its audience a token is not active.
    async fn a_token_is_active_to_its_own_alone(app: TestApp) {
        let (access, refresh) = tokens_for_api(&app).await;
        let spa = AuthorizationRequest::of(SPA, "https://spa.test/cb").with("scope", "openid offline_access").tokens(&app).await;
        let service = app.token(SERVICE, &[("grant_type", "client_credentials")]).await.text("access_token");
        let mut watch = Watch::over(&app).await;
        for (variant, client, token) in [
            ("another resource server", OTHER_API, access.clone()), ("another client", WEB, access.clone()), ("a third party", PARTNER, access.clone()),
            ("a service", SERVICE, access.clone()), ("another's refresh token", WEB, spa.text("refresh_token")),
            ("another's access token", WEB, spa.text("access_token")), ("its own resource server, a refresh token", API, refresh.clone()),
            ("a service's token", API, service.clone()), ("an ID token", WEB, spa.text("id_token")),
        ] {
            let answer = app.post("/introspect", client, &[("token", &token)]).await;
            assert_eq!((answer.status, answer.json()), (200, inactive()), "{variant}");
            assert_eq!(answer.header("cache-control"), "no-store", "{variant}");
            watch.is_unmoved(variant, None).await;
        }
        for (client, token) in [(READER, &access), (API, &access), (READER, &refresh), (SERVICE, &service)] {
            assert_eq!(app.introspect(client, token).await["active"], true, "{client:?}");
        }
    }

    /// A hint changes no answer.
    async fn hints_change_no_answer(app: TestApp) {
        let (access, refresh) = tokens_for_api(&app).await;
        let mut watch = Watch::over(&app).await;
        for token in [access.as_str(), refresh.as_str(), "unknown", &access[..access.len() - 1]] {
            let reference = app.introspect(READER, token).await;
            for hint in ["access_token", "refresh_token", "id_token", "nonsense", "", "\u{e9}"] {
                let answer = app.post("/introspect", READER, &[("token", token), ("token_type_hint", hint)]).await;
                assert_eq!(answer.json(), reference, "{hint}");
                watch.is_unmoved(hint, None).await;
            }
        }
    }

    /// The token comes in the body of a POST, and in no other way.
    async fn the_token_comes_in_a_form_alone(app: TestApp) {
        let (access, _) = tokens_for_api(&app).await;
        let mut watch = Watch::over(&app).await;
        let unreadable = Some(("client.auth_failed", "invalid_request"));
        for path in ["/introspect", "/revoke"] {
            let with_query = app.at(&format!("{path}?token={access}"));
            for method in ["GET", "HEAD", "PUT", "DELETE"] {
                let request = app.http.request(method.parse().unwrap(), &with_query).basic_auth(READER.0, READER.1);
                assert_eq!(request.send().await.unwrap().status().as_u16(), 405, "{method} {path}");
                watch.is_unmoved(method, None).await;
            }
            for body in ["", "token_type_hint=access_token", &format!("token={access}")] {
                let request = app.http.post(&with_query).basic_auth(READER.0, READER.1);
                let request = request.header("content-type", "application/x-www-form-urlencoded").body(body.to_owned());
                let answer = Answer::of(request.send().await.unwrap()).await;
                watch.is_json("query", &answer, (400, "invalid_request"), unreadable).await;
            }
            for (media_type, body) in [("application/json", json!({ "token": access }).to_string()), ("text/plain", format!("token={access}"))] {
                let request = app.http.post(app.at(path)).basic_auth(READER.0, READER.1).header("content-type", media_type);
                let answer = Answer::of(request.body(body).send().await.unwrap()).await;
                assert_eq!((answer.status, answer.json()["error"].as_str()), (415, Some("invalid_request")), "{media_type}");
                watch.is_unmoved(media_type, unreadable).await;
            }
            let form = [("token", access.as_str()), ("token", "x")];
            watch.is_json("twice", &app.post(path, READER, &form).await, (400, "invalid_request"), unreadable).await;
            watch.is_json("none", &app.post(path, READER, &[]).await, (400, "invalid_request"), Some(("request.refused", "invalid_request"))).await;
        }
        assert_eq!(app.introspect(READER, &access).await["active"], true);
    }

    /// A token dies with its person and its client.
    async fn a_token_dies_with_its_person_and_its_client(app: TestApp) {
        let (access, refresh) = tokens_for_api(&app).await;
        let active = async || -> [bool; 3] {
            let seen = [app.introspect(API, &access).await, app.introspect(READER, &access).await, app.introspect(READER, &refresh).await];
            seen.map(|answer| if answer == inactive() { false } else { answer["active"] == true })
        };
        assert_eq!(active().await, [true; 3]);
        clients::set_enabled(&app.office(), READER.0, false).await.unwrap();
        assert_eq!(app.introspect(API, &access).await, inactive(), "the client is disabled");
        assert_eq!(app.userinfo(&access).await.status, 401);
        clients::set_enabled(&app.office(), READER.0, true).await.unwrap();
        assert_eq!(active().await, [true; 3], "disabled is not deleted");
        users::set_status(&app.office(), "ada", UserStatus::Suspended).await.unwrap();
        assert_eq!(active().await, [false; 3], "the person is suspended");
        users::set_status(&app.office(), "ada", UserStatus::Active).await.unwrap();
        assert_eq!(active().await, [false; 3], "what has ended stays so");
    }

    /// A resource server learns what it needs, and no more of the person.
    async fn a_resource_server_learns_what_it_needs(app: TestApp) {
        let (access, refresh) = tokens_for_api(&app).await;
        let known = ["active", "iss", "sub", "aud", "client_id", "token_type", "exp", "iat", "jti", "scope", "username", "acr", "auth_time", "sid"];
        for (client, token) in [(API, &access), (READER, &access), (READER, &refresh)] {
            let answer = app.introspect(client, token).await;
            for name in answer.as_object().unwrap().keys() {
                assert!(known.contains(&name.as_str()), "{name} is told");
            }
            assert!(!answer.to_string().contains("ada@example.com") && !answer.to_string().contains("Lovelace"));
        }
    }
}
