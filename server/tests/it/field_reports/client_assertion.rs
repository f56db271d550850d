//! Section B: `private_key_jwt` (RFC 7523 section 3), at every endpoint alike.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use josekit::jwk::Jwk;
use josekit::jwk::alg::ec::EcCurve;
use josekit::jws::{ES256, HS256, JwsHeader, JwsSigner};
use josekit::jwt::{self, JwtPayload};
use serde_json::{Value, json};

use super::FORM;
use crate::support::app::Answer;
use crate::support::{TestApp, in_each_setup};

const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// A client with a key, and the endpoint that it asks.
struct Asking<'a> {
    app: &'a TestApp,
    id: &'static str,
    path: &'static str,
    key: Jwk,
}

impl Asking<'_> {
    fn claims(&self, jti: &str) -> Value {
        let now = self.app.clock_seconds();
        json!({ "iss": self.id, "sub": self.id, "aud": self.app.issuer, "jti": jti, "iat": now, "nbf": now, "exp": now + 60 })
    }

    fn bent(&self, jti: &str, changes: &[(&str, Value)]) -> Value {
        let mut claims = self.claims(jti);
        for (name, value) in changes {
            match value {
                Value::Null => drop(claims.as_object_mut().unwrap().remove(*name)),
                value => claims[*name] = value.clone(),
            }
        }
        claims
    }

    fn signed(&self, claims: &Value) -> String {
        sign(claims, &ES256.signer_from_jwk(&self.key).unwrap())
    }

    async fn ask(&self, assertion: &str) -> Answer {
        let pairs = [
            ("grant_type", "client_credentials"),
            ("token", "x"),
            ("client_assertion_type", TYPE),
            ("client_assertion", assertion),
        ];
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let request = self.app.http.post(self.app.at(self.path)).header("content-type", FORM).body(body);
        Answer::of(request.send().await.unwrap()).await
    }
}

fn sign(claims: &Value, signer: &dyn JwsSigner) -> String {
    let payload = JwtPayload::from_map(claims.as_object().unwrap().clone()).unwrap();
    jwt::encode_with_signer(&payload, &JwsHeader::new(), signer).unwrap()
}

/// One client each, since failures are counted by client.
async fn clients(app: &TestApp) -> Vec<Asking<'_>> {
    let mut all = Vec::new();
    for (id, path) in [("at-token", "/token"), ("at-introspect", "/introspect"), ("at-revoke", "/revoke")] {
        let key = Jwk::generate_ec_key(EcCurve::P256).unwrap();
        app.add_client(json!({
            "client_id": id, "token_endpoint_auth_method": "private_key_jwt", "grant_types": ["client_credentials"],
            "response_types": [], "scope": "read", "jwks": { "keys": [key.to_public_key().unwrap().as_ref()] },
        }))
        .await;
        all.push(Asking { app, id, path, key });
    }
    all
}

in_each_setup! {
    /// BR-11: an assertion is judged by audience, time, subject and algorithm, at every endpoint alike.
    async fn audience_times_and_subject(app: TestApp) {
        let token_endpoint = format!("{}/token", app.issuer);
        let now = app.clock_seconds();
        for asking in clients(&app).await {
            for (jti, changes, passes) in [
                ("a", vec![], true),
                ("b", vec![("aud", json!(token_endpoint))], true),
                ("c", vec![("aud", json!([app.issuer]))], true),
                ("d", vec![("aud", json!("https://other.test"))], false),
                ("e", vec![("iat", json!(now + 5)), ("nbf", json!(now + 5))], true),
                ("f", vec![("iat", json!(now + 300)), ("nbf", json!(now + 300)), ("exp", json!(now + 360))], false),
                ("g", vec![("exp", json!(now - 2))], true),
                ("h", vec![("exp", json!(now + 365 * 86_400))], false),
                ("i", vec![("exp", Value::Null)], false),
                ("k", vec![("iss", json!("somebody"))], false),
                ("m", vec![("jti", Value::Null)], false),
            ] {
                let answer = asking.ask(&asking.signed(&asking.bent(jti, &changes))).await;
                assert_eq!(answer.status, if passes { 200 } else { 401 }, "{jti} at {}: {}", asking.path, answer.body);
                if !passes {
                    answer.is_error(401, "invalid_client");
                }
            }
            let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
            let unsigned = format!("{}.{}.", part(&json!({ "alg": "none" })), part(&asking.claims("l")));
            asking.ask(&unsigned).await.is_error(401, "invalid_client");
            let public = asking.key.to_public_key().unwrap().to_string();
            let confused = sign(&asking.claims("l2"), &HS256.signer_from_bytes(public.as_bytes()).unwrap());
            asking.ask(&confused).await.is_error(401, "invalid_client");
        }
    }

    /// BR-11: an assertion is good once, one after the other, at the same moment and at another endpoint.
    async fn an_assertion_is_good_once(app: TestApp) {
        for asking in clients(&app).await {
            let once = asking.signed(&asking.claims("once"));
            assert_eq!(asking.ask(&once).await.status, 200, "{}", asking.path);
            asking.ask(&once).await.is_error(401, "invalid_client");
            let elsewhere = Asking { path: "/introspect", key: asking.key.clone(), ..asking };
            elsewhere.ask(&once).await.is_error(401, "invalid_client");
            let parallel = asking.signed(&asking.claims("parallel"));
            let answers = futures::future::join_all((0..5).map(|_| asking.ask(&parallel))).await;
            let statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
            assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
            assert_eq!(statuses.iter().filter(|status| **status == 401).count(), 4, "{statuses:?}");
        }
    }
}
