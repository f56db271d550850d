//! Client assertions (RFC 7523), right until they are bent.

use josekit::jwk::Jwk;
use josekit::jws::{ES256, HS256, JwsSigner};
use serde_json::{Map, Value, json};

use super::TestApp;
use super::app::{Answer, object};

pub const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// A new key on P-256.
pub fn new_key() -> Jwk {
    Jwk::generate_ec_key(josekit::jwk::alg::ec::EcCurve::P256).unwrap()
}

/// Its public half, as it is registered.
pub fn public(key: &Jwk) -> Value {
    Value::Object(key.to_public_key().unwrap().as_ref().clone())
}

/// A client that proves itself by one of these keys.
pub async fn register_keyed(app: &TestApp, id: &str, keys: &[&Jwk]) {
    let keys: Vec<Value> = keys.iter().map(|key| public(key)).collect();
    app.add_client(json!({
        "client_id": id, "grant_types": ["client_credentials"], "response_types": [], "scope": "read",
        "token_endpoint_auth_method": "private_key_jwt", "jwks": { "keys": keys },
    }))
    .await;
}

/// Claims that are right.
pub fn claims(app: &TestApp, id: &str, jti: &str) -> Map<String, Value> {
    let now = app.clock_seconds();
    object(json!({ "iss": id, "sub": id, "aud": app.issuer, "jti": jti, "iat": now, "exp": now + 60 }))
}

/// These header and payload bytes, whatever they are, under a right ES256 signature.
pub fn signed_bytes(key: &Jwk, header: &[u8], payload: &[u8]) -> String {
    sign(&ES256.signer_from_jwk(key).unwrap(), header, payload)
}

/// The same under HMAC.
pub fn tagged_bytes(secret: &[u8], header: &[u8], payload: &[u8]) -> String {
    sign(&HS256.signer_from_bytes(secret).unwrap(), header, payload)
}

fn sign(signer: &dyn JwsSigner, header: &[u8], payload: &[u8]) -> String {
    use base64::Engine as _;
    let encode = |bytes: &[u8]| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes);
    let input = format!("{}.{}", encode(header), encode(payload));
    let signature = signer.sign(input.as_bytes()).unwrap();
    format!("{input}.{}", encode(&signature))
}

/// An assertion as it should be.
pub fn signed(key: &Jwk, claims: &Map<String, Value>) -> String {
    signed_with(key, &json!({ "alg": "ES256" }), claims)
}

/// With this header.
pub fn signed_with(key: &Jwk, header: &Value, claims: &Map<String, Value>) -> String {
    signed_bytes(key, header.to_string().as_bytes(), Value::Object(claims.clone()).to_string().as_bytes())
}

/// Asks for a token by an assertion.
pub async fn assert_as(app: &TestApp, token: &str) -> Answer {
    let form = [
        ("grant_type", "client_credentials"),
        ("client_assertion_type", ASSERTION_TYPE),
        ("client_assertion", token),
    ];
    Answer::of(app.http.post(app.at("/token")).form(&form).send().await.unwrap()).await
}
