//! Section F: which algorithm signs for whom.

use josekit::jwk::Jwk;
use josekit::jws::{ES256, EdDSA, JwsVerifier, PS256, RS256};
use josekit::jwt;
use serde_json::{Value, json};

use crate::support::app::{WEB, object};
use crate::support::authorization::header_of;
use crate::support::{AuthorizationRequest, TestApp, in_each_setup};

const CLIENTS: [(&str, Option<&str>, &str, &str); 5] = [
    ("says-nothing", None, "RS256", "RSA"),
    ("says-rs256", Some("RS256"), "RS256", "RSA"),
    ("says-ps256", Some("PS256"), "PS256", "RSA"),
    ("says-es256", Some("ES256"), "ES256", "EC"),
    ("says-eddsa", Some("EdDSA"), "EdDSA", "OKP"),
];

fn verifier(algorithm: &str, key: &Jwk) -> Box<dyn JwsVerifier> {
    match algorithm {
        "RS256" => Box::new(RS256.verifier_from_jwk(key).unwrap()),
        "PS256" => Box::new(PS256.verifier_from_jwk(key).unwrap()),
        "ES256" => Box::new(ES256.verifier_from_jwk(key).unwrap()),
        _ => Box::new(EdDSA.verifier_from_jwk(key).unwrap()),
    }
}

/// Verifies a token as its reader would: with the published key that its header names.
async fn is_signed(app: &TestApp, token: &str, algorithm: &str, kind: &str) {
    let header = header_of(token);
    assert_eq!(header["alg"], algorithm);
    let keys = app.get("/jwks").await.json();
    let known: Vec<&Value> =
        keys["keys"].as_array().unwrap().iter().filter(|key| key["kid"] == header["kid"]).collect();
    assert_eq!(known.len(), 1, "{keys}");
    let key = known[0];
    assert_eq!((&key["alg"], &key["use"], &key["kty"]), (&algorithm.into(), &"sig".into(), &kind.into()));
    let key = Jwk::from_map(key.as_object().unwrap().clone()).unwrap();
    jwt::decode_with_verifier(token, &*verifier(algorithm, &key)).unwrap();
}

fn metadata(member: &str, algorithm: Option<&str>) -> Value {
    let mut metadata = json!({
        "client_secret": WEB.1, "first_party": true, "redirect_uris": ["https://rp.test/cb"],
        "grant_types": ["authorization_code", "refresh_token"],
    });
    if let Some(algorithm) = algorithm {
        metadata[member] = json!(algorithm);
    }
    metadata
}

in_each_setup! {
    /// BR-50: a client that names no algorithm gets RS256, one that names another gets that, also after a refresh.
    async fn what_was_agreed_signs(app: TestApp) {
        let discovered = app.get("/.well-known/openid-configuration").await.json();
        let supported = discovered["id_token_signing_alg_values_supported"].as_array().unwrap();
        assert!(supported.contains(&"RS256".into()) && !supported.contains(&"none".into()));
        for (id, asked, algorithm, kind) in CLIENTS {
            assert!(supported.contains(&algorithm.into()), "{algorithm} is promised");
            let mut metadata = metadata("id_token_signed_response_alg", asked);
            metadata["client_id"] = json!(id);
            app.add_client(metadata).await;
            let client = (id, WEB.1);
            let request = AuthorizationRequest::of(client, "https://rp.test/cb").with("scope", "openid offline_access");
            let tokens = request.tokens(&app).await;
            is_signed(&app, &tokens.text("id_token"), algorithm, kind).await;
            let form = [("grant_type", "refresh_token"), ("refresh_token", &tokens.text("refresh_token"))];
            is_signed(&app, &app.token(client, &form).await.text("id_token"), algorithm, kind).await;
        }
    }

    /// BR-50: an algorithm that we do not sign with is refused when it is entered, with those that we do.
    async fn others_are_refused_at_registration(app: TestApp) {
        for member in ["id_token_signed_response_alg", "access_token_signed_response_alg"] {
            for wrong in ["HS256", "none", "rs256", "RS512", ""] {
                let metadata = object(metadata(member, Some(wrong)));
                let refused = signet::admin::clients::create(&app.office(), &metadata).await.unwrap_err().to_string();
                assert!(refused.contains(member) && refused.contains("RS256"), "{wrong}: {refused}");
            }
        }
    }
}
