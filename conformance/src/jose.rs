//! Signatures and claims, with the jsonwebtoken crate.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::{Map, Value};

use crate::verdict::{Stop, failed};

/// A token whose signature holds.
#[derive(Debug, Clone)]
pub struct Verified {
    /// Its protected header.
    pub header: Map<String, Value>,
    /// Its claims.
    pub claims: Map<String, Value>,
}

/// Header and claims of a JWT whose signature nobody has looked at yet.
pub fn peek(token: &str) -> Result<Verified, Stop> {
    let mut parts = token.split('.');
    let mut object = |what: &str| {
        let part = parts.next().unwrap_or_default();
        let bytes = URL_SAFE_NO_PAD.decode(part).ok();
        let value = bytes.and_then(|bytes| serde_json::from_slice::<Map<String, Value>>(&bytes).ok());
        value.ok_or_else(|| {
            failed(format!("the {what} of the token is not a JSON object in base64url: {part}"))
        })
    };
    Ok(Verified { header: object("header")?, claims: object("payload")? })
}

/// A JWT without a signature (RFC 7519 section 6).
pub fn unsigned(claims: &Map<String, Value>) -> String {
    let payload = Value::Object(claims.clone()).to_string();
    format!("{}.{}.", URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#), URL_SAFE_NO_PAD.encode(payload))
}

/// Verifies a JWT with the provider's keys: by `kid`, never with `none` or a symmetric algorithm (RFC 8725 section 3.1).
pub fn verify(token: &str, keys: &Value) -> Result<Verified, Stop> {
    let peeked = peek(token)?;
    let name = peeked.header.get("alg").and_then(Value::as_str).unwrap_or_default();
    let algorithm: Algorithm = match name {
        "RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" | "ES256" | "ES384" | "EdDSA" => {
            name.parse().map_err(|_| failed(format!("alg {name} cannot be checked here")))?
        }
        _ => return Err(failed(format!("expected a signature with a public key, got alg {name:?}"))),
    };
    let key = key_of(&peeked, keys, algorithm)?;
    let mut validation = Validation::new(algorithm);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_aud = false;
    jsonwebtoken::decode::<Map<String, Value>>(token, &key, &validation)
        .map_err(|error| failed(format!("the signature of the token does not hold: {error}")))?;
    Ok(peeked)
}

fn key_of(token: &Verified, keys: &Value, algorithm: Algorithm) -> Result<DecodingKey, Stop> {
    let set = known(keys);
    let kid = token.header.get("kid").and_then(Value::as_str);
    let found = match kid {
        Some(kid) => set.find(kid),
        // OpenID Connect Core 10.1: without a kid there must be one key to choose from.
        None => set.keys.iter().find(|key| set.keys.len() == 1 || is_for(key, algorithm)),
    };
    let found = found.ok_or_else(|| failed(format!("no key of the JWKS fits the token's kid {kid:?}")))?;
    DecodingKey::from_jwk(found)
        .map_err(|error| failed(format!("the key {kid:?} of the JWKS is not usable: {error}")))
}

/// The keys this crate understands; others are somebody else's business.
fn known(keys: &Value) -> JwkSet {
    let all = keys["keys"].as_array().into_iter().flatten();
    JwkSet { keys: all.filter_map(|key| serde_json::from_value(key.clone()).ok()).collect() }
}

fn is_for(key: &Jwk, algorithm: Algorithm) -> bool {
    key.common.key_algorithm.is_some_and(|known| known.to_string() == format!("{algorithm:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unsigned_and_symmetric_tokens_are_never_verified() {
        let claims = URL_SAFE_NO_PAD.encode(r#"{"sub":"x"}"#);
        for header in [r#"{"alg":"none"}"#, r#"{"alg":"HS256","kid":"a"}"#, r#"{"kid":"a"}"#] {
            let token = format!("{}.{claims}.", URL_SAFE_NO_PAD.encode(header));
            let Err(Stop::Failed(what)) = verify(&token, &serde_json::json!({"keys": []})) else {
                panic!("{header} was verified")
            };
            assert!(what.contains("public key"), "{what}");
        }
    }
}
