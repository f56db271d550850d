//! Tokens that others signed: client assertions, request objects, tokens of upstream providers.
//!
//! The key decides which algorithm counts, never the token (RFC 8725 section 3.1). No parameter of
//! a header makes us fetch, read or trust anything.

use serde_json::{Map, Value};

use super::client_keys::{members, verifier};
use super::compact::Compact;
use crate::protocol::signing_algorithm::SigningAlgorithm;
use crate::sealing::derive::keyed_hash;
use crate::secret::{Secret, same};

/// Parameters that would lend a token its own key (RFC 7515 section 4.1), change how it is read
/// (`crit`, `b64`: RFC 7797) or belong to encryption.
const REFUSED: [&str; 8] = ["jku", "x5u", "x5c", "jwk", "crit", "b64", "zip", "enc"];
/// Keys that one token may make us try.
const MOST_TRIES: usize = 8;

/// A token whose signature is right. Its claims have been read and not judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Foreign {
    /// The header.
    pub header: Map<String, Value>,
    /// The claims.
    pub claims: Map<String, Value>,
}

impl Foreign {
    /// Whether `typ` is one of these; a token without one counts as `JWT`. Media types know no
    /// case, and leave out `application/` (RFC 7515 section 4.1.9).
    pub fn has_type(&self, types: &[&str]) -> bool {
        let typ = match self.header.get("typ") {
            None => "JWT",
            Some(Value::String(typ)) => typ,
            Some(_) => return false,
        };
        let short = match typ.split_at_checked("application/".len()) {
            Some((prefix, rest)) if prefix.eq_ignore_ascii_case("application/") => rest,
            _ => typ,
        };
        types.iter().any(|known| known.eq_ignore_ascii_case(short))
    }
}

/// Header and claims of a token before anything is verified: to find out who claims to have signed it.
pub fn peek(token: &str) -> Result<Foreign, JwsError> {
    finish(read(token)?)
}

/// What an object claims that may have no signature at all: for telling its sender why it is refused, and nothing else.
pub fn claims_of_refused(object: &str) -> Option<Map<String, Value>> {
    Compact::unsigned_claims(object)
}

/// Verifies a token with one of the keys its sender registered.
pub fn verify_with_jwks(
    token: &str,
    jwks: &Value,
    allowed: &[SigningAlgorithm],
) -> Result<Foreign, JwsError> {
    let token = read(token)?;
    let algorithm = token.text("alg").and_then(SigningAlgorithm::named);
    let algorithm = algorithm.filter(|known| allowed.contains(known)).ok_or(JwsError::Algorithm)?;
    let kid = match token.header.get("kid") {
        None => None,
        Some(Value::String(kid)) => Some(kid.as_str()),
        Some(_) => return Err(JwsError::Malformed("the kid is no text")),
    };
    let keys = members(jwks).ok_or(JwsError::NoKey)?;
    let named =
        |key: &&Map<String, Value>| kid.is_none_or(|kid| key.get("kid").and_then(Value::as_str) == Some(kid));
    let candidates: Vec<_> = keys
        .iter()
        .filter_map(Value::as_object)
        .filter(named)
        .filter_map(|key| verifier(key, algorithm))
        .take(MOST_TRIES + 1)
        .collect();
    match (candidates.len(), kid) {
        (0, _) => return Err(JwsError::NoKey),
        (1, _) => {}
        (_, Some(_)) => return Err(JwsError::Ambiguous),
        (several, None) if several > MOST_TRIES => return Err(JwsError::Ambiguous),
        (_, None) => {}
    }
    let input = token.signing_input.as_bytes();
    if !candidates.iter().any(|key| key.verify(input, &token.signature).is_ok()) {
        return Err(JwsError::Signature);
    }
    finish(token)
}

/// Verifies a token that its sender signed with the secret we share (`client_secret_jwt`). RFC
/// 7518 section 3.2: no secret shorter than the hash.
pub fn verify_hs256(token: &str, secret: &Secret) -> Result<Foreign, JwsError> {
    let token = read(token)?;
    if token.text("alg") != Some("HS256") {
        return Err(JwsError::Algorithm);
    }
    let secret = secret.expose().as_bytes();
    if secret.len() < 32 {
        return Err(JwsError::NoKey);
    }
    // Not josekit's: it compares with `==`, which tells by its time how much of a guess was right.
    if !same(&keyed_hash(secret, token.signing_input.as_bytes()), &token.signature) {
        return Err(JwsError::Signature);
    }
    finish(token)
}

/// Why a foreign token is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JwsError {
    /// No signed token in compact form, or one that says too much.
    #[error("the token is malformed: {0}")]
    Malformed(&'static str),
    /// An algorithm that is not allowed here.
    #[error("the algorithm of the token is not allowed")]
    Algorithm,
    /// No key fits: worth one fresh look at the sender's `jwks_uri`.
    #[error("no registered key fits the token")]
    NoKey,
    /// More than one key fits and the token does not say which.
    #[error("more than one registered key fits the token")]
    Ambiguous,
    /// The signature does not verify.
    #[error("the signature of the token does not verify")]
    Signature,
}

fn read(token: &str) -> Result<Compact<'_>, JwsError> {
    let token = Compact::read(token).map_err(JwsError::Malformed)?;
    if REFUSED.iter().any(|name| token.header.contains_key(*name)) {
        return Err(JwsError::Malformed("a header parameter that is refused"));
    }
    Ok(token)
}

fn finish(token: Compact<'_>) -> Result<Foreign, JwsError> {
    let claims = token.claims().map_err(JwsError::Malformed)?;
    Ok(Foreign { header: token.header, claims })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::keys::specimens::{published, shared_secret_token, signed, token};

    const ALL: &[SigningAlgorithm] = &SigningAlgorithm::ALL;

    fn set(keys: &[Map<String, Value>]) -> Value {
        json!({ "keys": keys })
    }

    fn without(name: &str, mut key: Map<String, Value>) -> Map<String, Value> {
        key.remove(name);
        key
    }

    #[test]
    fn every_algorithm_verifies_where_it_is_allowed_and_nowhere_else() {
        for algorithm in SigningAlgorithm::ALL {
            let (token, jwks) = (token(algorithm), set(&[published(algorithm)]));
            let foreign = verify_with_jwks(&token, &jwks, &[algorithm]).unwrap();
            assert_eq!(foreign.claims["sub"], "someone");
            assert!(foreign.has_type(&["JWT"]));
            let others: Vec<_> = ALL.iter().copied().filter(|other| *other != algorithm).collect();
            let refused = verify_with_jwks(&token, &jwks, &others);
            assert_eq!(refused, Err(JwsError::Algorithm));
        }
    }

    #[test]
    fn an_unknown_kid_asks_for_a_fresh_look_and_not_for_another_key() {
        let token = token(SigningAlgorithm::ES256);
        let mut key = published(SigningAlgorithm::ES256);
        key.insert("kid".into(), "another".into());
        assert_eq!(verify_with_jwks(&token, &set(&[key]), ALL), Err(JwsError::NoKey));
        assert_eq!(verify_with_jwks(&token, &set(&[]), ALL), Err(JwsError::NoKey));
        assert_eq!(verify_with_jwks(&token, &json!("keys"), ALL), Err(JwsError::NoKey));
    }

    #[test]
    fn without_a_kid_the_keys_of_the_algorithm_are_tried_up_to_a_bound() {
        let algorithm = SigningAlgorithm::ES256;
        let token = signed(algorithm, r#"{"alg":"ES256"}"#, r#"{"sub":"someone"}"#);
        let (right, wrong) = (published(algorithm), another_es256());
        let keys = [published(SigningAlgorithm::RS256), wrong.clone(), right.clone()];
        assert!(verify_with_jwks(&token, &set(&keys), ALL).is_ok());
        let refused = verify_with_jwks(&token, &set(std::slice::from_ref(&wrong)), ALL);
        assert_eq!(refused, Err(JwsError::Signature));
        let mut many = vec![wrong; MOST_TRIES];
        many.push(right);
        assert_eq!(verify_with_jwks(&token, &set(&many), ALL), Err(JwsError::Ambiguous));
    }

    #[test]
    fn a_kid_that_names_two_keys_is_ambiguous_even_if_one_is_right() {
        let algorithm = SigningAlgorithm::ES256;
        let right = published(algorithm);
        let mut wrong = another_es256();
        wrong.insert("kid".into(), right["kid"].clone());
        let jwks = set(&[right, wrong]);
        assert_eq!(verify_with_jwks(&token(algorithm), &jwks, ALL), Err(JwsError::Ambiguous));
    }

    #[test]
    fn a_key_is_not_used_for_what_it_is_not_meant_for() {
        let algorithm = SigningAlgorithm::RS256;
        let key = without("alg", published(algorithm));
        assert!(verify_with_jwks(&token(algorithm), &set(std::slice::from_ref(&key)), ALL).is_ok());
        for (name, value) in [
            ("use", json!("enc")),
            ("key_ops", json!(["sign"])),
            ("alg", json!("PS256")),
            ("alg", json!(null)),
            ("kty", json!("oct")),
            ("d", json!("AQAB")),
            ("e", json!("AQ")),
        ] {
            let mut key = key.clone();
            key.insert(name.into(), value);
            let refused = verify_with_jwks(&token(algorithm), &set(&[key]), ALL);
            assert_eq!(refused, Err(JwsError::NoKey), "{name}");
        }
    }

    #[test]
    fn types_are_compared_as_media_types() {
        let foreign = |typ: Value| Foreign {
            header: json!({ "typ": typ }).as_object().unwrap().clone(),
            claims: Map::new(),
        };
        let types = ["client-authentication+jwt"];
        assert!(foreign(json!("client-authentication+jwt")).has_type(&types));
        assert!(foreign(json!("Application/Client-Authentication+JWT")).has_type(&types));
        assert!(!foreign(json!("dpop+jwt")).has_type(&types));
        assert!(!foreign(json!(null)).has_type(&["JWT"]));
        assert!(!foreign(json!("application/")).has_type(&["JWT"]));
    }

    #[test]
    fn a_shared_secret_verifies_hs256_alone_and_only_if_it_is_long() {
        let long = "a secret of thirty-two characters";
        let header = r#"{"alg":"HS256"}"#;
        let token = shared_secret_token(header, r#"{"sub":"someone"}"#, long);
        assert_eq!(verify_hs256(&token, &Secret::new(long)).unwrap().claims["sub"], "someone");
        let other = Secret::new(format!("{long}!"));
        assert_eq!(verify_hs256(&token, &other), Err(JwsError::Signature));
        for short in ["", "31 characters are not enough ...."[..31].into()] {
            let token = shared_secret_token(header, "{}", short);
            assert_eq!(verify_hs256(&token, &Secret::new(short)), Err(JwsError::NoKey));
        }
        for header in [r#"{"alg":"HS384"}"#, r#"{"alg":"none"}"#, r#"{"alg":"RS256"}"#, "{}"] {
            let token = shared_secret_token(header, "{}", long);
            assert_eq!(verify_hs256(&token, &Secret::new(long)), Err(JwsError::Algorithm));
        }
    }

    /// A public key that nobody here signs with.
    fn another_es256() -> Map<String, Value> {
        let entropy = crate::entropy::SeededEntropy::new(1);
        let purpose = crate::model::signing_key::KeyPurpose::Signing(SigningAlgorithm::ES256);
        let key = crate::keys::generate::generate(purpose, 2048, &entropy).unwrap();
        key.public_jwk().unwrap().clone()
    }
}
