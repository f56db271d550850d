//! Our own tokens: what they say, and that each is taken for what it is (RFC 8725, RFC 9068).

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};
use signet::protocol::signing_algorithm::SigningAlgorithm;

use crate::support::app::{Answer, SERVICE, WEB, object};
use crate::support::attack::Watch;
use crate::support::authorization::{claims_of, header_of};
use crate::support::{AuthorizationRequest, Browser, TestApp, in_each_setup};

async fn tokens(app: &TestApp) -> Answer {
    AuthorizationRequest::default()
        .with("scope", "openid profile email phone address offline_access")
        .tokens(app)
        .await
}

in_each_setup! {
    /// As a bearer token only an access token of ours counts, whatever the signature says.
    async fn only_an_access_token_is_a_bearer_token(app: TestApp) {
        let tokens = tokens(&app).await;
        let (access, id_token) = (tokens.text("access_token"), tokens.text("id_token"));
        let ring = app.services.keys.current();
        let sign = |typ: &str, change: &dyn Fn(&mut Value)| {
            let mut claims = claims_of(&access);
            change(&mut claims);
            ring.sign(SigningAlgorithm::RS256, typ, &object(claims)).unwrap()
        };
        let without = |name: &'static str| sign("at+jwt", &move |claims| drop(claims.as_object_mut().unwrap().remove(name)));
        assert_eq!(app.userinfo(&sign("at+jwt", &|_| ())).await.status, 200, "unbent it is good");
        let service = app.token(SERVICE, &[("grant_type", "client_credentials")]).await.text("access_token");
        let mut wrong = vec![
            ("an ID token", id_token.clone()), ("a refresh token", tokens.text("refresh_token")), ("a service's token", service),
            ("typ JWT", sign("JWT", &|_| ())), ("a logout token", sign("logout+jwt", &|_| ())), ("a DPoP proof", sign("dpop+jwt", &|_| ())), ("a mail token", sign("mail+jwt", &|_| ())),
        ];
        for (what, name, value) in [
            ("another issuer", "iss", json!("https://other.test")), ("a slash", "iss", json!(format!("{}/", app.issuer))), ("capitals", "iss", json!(app.issuer.to_uppercase())), ("a prefix", "iss", json!(&app.issuer[..12])),
            ("no text", "iss", json!(1)), ("a list", "iss", json!([app.issuer])), ("empty", "iss", json!("")),
            ("another audience", "aud", json!("https://api.test")), ("an empty audience", "aud", json!("")), ("an empty list", "aud", json!([])), ("a number", "aud", json!(1)), ("an audience and a slash", "aud", json!(format!("{}/", app.issuer))), ("a longer audience", "aud", json!(format!("{}.evil.test", app.issuer))),
            ("over", "exp", json!(app.clock_seconds())), ("negative", "exp", json!(-1)), ("a text", "exp", json!("9999999999")), ("a fraction", "exp", json!(1e300)),
            ("nobody's family", "fid", json!("00000000-0000-0000-0000-000000000000")), ("no family", "fid", json!("x")), ("nobody's client", "client_id", json!("nobody")),
        ] {
            wrong.push((what, sign("at+jwt", &|claims| claims[name] = value.clone())));
        }
        for name in ["iss", "aud", "exp", "iat", "jti", "sub", "client_id", "fid"] {
            wrong.push((name, without(name)));
        }
        for (what, token) in wrong {
            let mut watch = Watch::over(&app).await;
            let answer = app.userinfo(&token).await;
            answer.is_error(401, "invalid_token");
            watch.again().await;
            if what != "a refresh token" && what != "a service's token" {
                let may_be_active = matches!(what, "another audience" | "an empty audience" | "an audience and a slash" | "a longer audience" | "an empty list" | "no family" | "fid");
                let seen = app.introspect(WEB, &token).await;
                assert!(may_be_active || seen == json!({ "active": false }), "{what}: {seen}");
            }
            watch.is_unmoved(what, None).await;
        }
    }

    /// An access token names nobody at the authorization endpoint.
    async fn no_other_token_is_a_hint(app: TestApp) {
        let tokens = tokens(&app).await;
        let mut browser = Browser::new(&app);
        AuthorizationRequest::default().signed_in(&mut browser).await.code();
        for (what, hint) in [("an access token", tokens.text("access_token")), ("a refresh token", tokens.text("refresh_token")), ("garbage", "a.b.c".into())] {
            let mut watch = Watch::over(&app).await;
            let request = AuthorizationRequest::default().with("id_token_hint", &hint);
            let page = request.open(&mut browser).await;
            watch.is_redirected(what, &request, &page, "invalid_request").await;
        }
    }

    /// Every kind of token we give says what it is, under an asymmetric algorithm and a published key, with an id
    /// of its own, and of the person no more than it must; nothing registered or stored overrides what is ours.
    async fn our_tokens_say_what_they_are(app: TestApp) {
        let published: BTreeSet<String> = app.get("/jwks").await.json()["keys"].as_array().unwrap().iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect();
        let personal = ["email", "name", "given_name", "family_name", "phone_number", "address", "birthdate", "nickname", "preferred_username", "zoneinfo", "locale"];
        let mut ids = BTreeSet::new();
        for algorithm in ["RS256", "ES256", "EdDSA", "PS256"] {
            let id: &'static str = Box::leak(format!("reader-{algorithm}").into_boxed_str());
            app.add_client(json!({
                "client_id": id, "client_secret": WEB.1, "first_party": true, "redirect_uris": ["https://rp.test/cb"],
                "grant_types": ["authorization_code", "refresh_token"], "id_token_signed_response_alg": algorithm, "access_token_signed_response_alg": algorithm,
            })).await;
            let request = AuthorizationRequest::of((id, WEB.1), "https://rp.test/cb")
                .with("scope", "openid profile email phone address offline_access")
                .with("claims", r#"{"id_token":{"iss":null,"aud":{"value":"evil"},"exp":{"value":1},"sid":{"value":"evil"}},"userinfo":{"sub":null}}"#);
            let answer = request.tokens(&app).await;
            for (name, typ) in [("access_token", "at+jwt"), ("id_token", "JWT")] {
                let (header, claims) = (header_of(&answer.text(name)), claims_of(&answer.text(name)));
                assert_eq!((&header["typ"], &header["alg"]), (&json!(typ), &json!(algorithm)), "{name}");
                assert!(published.contains(header["kid"].as_str().unwrap()), "{name}: {header}");
                assert_eq!(header.as_object().unwrap().len(), 3, "{name}: {header}");
                for claim in personal {
                    assert!(claims.get(claim).is_none(), "{name} tells {claim}");
                }
                let audience = if name == "id_token" { id } else { &app.issuer };
                assert_eq!((&claims["iss"], &claims["aud"], &claims["sub"]), (&json!(app.issuer), &json!(audience), &json!(app.user.id)));
                assert!(claims["exp"].as_i64() > claims["iat"].as_i64());
            }
            ids.insert(claims_of(&answer.text("access_token"))["jti"].as_str().unwrap().to_owned());
            let next = app.token((id, WEB.1), &[("grant_type", "refresh_token"), ("refresh_token", &answer.text("refresh_token"))]).await;
            ids.insert(claims_of(&next.text("access_token"))["jti"].as_str().unwrap().to_owned());
        }
        let service = app.token(SERVICE, &[("grant_type", "client_credentials")]).await.text("access_token");
        assert_eq!(header_of(&service)["typ"], "at+jwt");
        ids.insert(claims_of(&service)["jti"].as_str().unwrap().to_owned());
        assert_eq!(ids.len(), 9, "each has an id of its own");
        assert!(ids.iter().all(|id| id.len() >= 22), "and none can be guessed: {ids:?}");
    }

    /// What a removed key signed is worth nothing, from one moment to the next.
    async fn a_removed_key_has_signed_nothing(app: TestApp) {
        let tokens = tokens(&app).await;
        let (access, id_token) = (tokens.text("access_token"), tokens.text("id_token"));
        let kid = header_of(&access)["kid"].as_str().unwrap().to_owned();
        signet::admin::keys::rotate_now(&app.office(), true).await.unwrap();
        signet::admin::keys::retire(&app.office(), &kid, true).await.unwrap();
        for _ in 0..40 {
            if app.userinfo(&access).await.status == 401 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        app.userinfo(&access).await.is_error(401, "invalid_token");
        assert_eq!(app.introspect(WEB, &access).await, json!({ "active": false }));
        let mut browser = Browser::new(&app);
        browser.open(&format!("/logout?id_token_hint={id_token}")).await.is_error_page();
        let next = app.token(WEB, &[("grant_type", "refresh_token"), ("refresh_token", &tokens.text("refresh_token"))]).await;
        assert_ne!(header_of(&next.text("access_token"))["kid"], kid, "what is signed now is under another key: {}", next.body);
    }
}
