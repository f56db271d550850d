//! The keys that clients registered (RFC 7517): which may be registered at all, and which may
//! verify a signature of one algorithm.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use josekit::jws::JwsVerifier;
use serde_json::{Map, Value};

use super::jose;
use super::thumbprint::essence;
use crate::protocol::signing_algorithm::SigningAlgorithm;

/// More keys than anybody needs; verification may have to try each of them.
const MOST_KEYS: usize = 32;
/// Members that are no one's business but the client's (RFC 7518 sections 6.2.2, 6.3.2, 6.4).
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// Whether this key set may be registered.
pub fn check_jwks(jwks: &Value) -> Result<(), JwksProblem> {
    let keys = members(jwks).ok_or(JwksProblem::Shape)?;
    if keys.len() > MOST_KEYS {
        return Err(JwksProblem::TooMany);
    }
    let mut usable = Vec::new();
    for key in keys {
        let key = key.as_object().filter(|key| key.get("kty").is_some_and(Value::is_string));
        let key = key.ok_or(JwksProblem::Shape)?;
        if is_private(key) {
            return Err(JwksProblem::Private);
        }
        if !is_strong(key) {
            return Err(JwksProblem::Weak);
        }
        for algorithm in SigningAlgorithm::ALL {
            if fits(key, algorithm) {
                verifier(key, algorithm).ok_or(JwksProblem::Weak)?;
                usable.push((algorithm, key.get("kid")));
            }
        }
    }
    if usable.is_empty() {
        return Err(JwksProblem::NoneUsable);
    }
    let repeats = |(at, key): (usize, &(_, Option<&Value>))| key.1.is_some() && usable[..at].contains(key);
    if usable.iter().enumerate().any(repeats) {
        return Err(JwksProblem::DuplicateId);
    }
    Ok(())
}

/// Why a key set may not be registered; the text is fit for an `error_description`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JwksProblem {
    /// No JWK Set.
    #[error("jwks is not an object whose keys member lists JSON Web Keys")]
    Shape,
    /// Too many keys.
    #[error("jwks holds more than 32 keys")]
    TooMany,
    /// A private or symmetric key, which now has to be replaced.
    #[error("jwks holds a private or symmetric key: publish public keys alone, and replace this one")]
    Private,
    /// A key that gives no security.
    #[error("jwks holds a key that is too weak or malformed: RSA keys need 2048 bits or more")]
    Weak,
    /// Two keys of one algorithm under one `kid`.
    #[error("jwks holds two keys for one algorithm with the same kid")]
    DuplicateId,
    /// Nothing to verify a signature with.
    #[error("jwks holds no signature key for RS256, ES256, EdDSA or PS256")]
    NoneUsable,
}

/// The keys of a JWK Set.
pub(super) fn members(jwks: &Value) -> Option<&Vec<Value>> {
    jwks.get("keys")?.as_array()
}

/// A verifier for signatures of `algorithm`, if this key may verify such.
pub(super) fn verifier(
    key: &Map<String, Value>,
    algorithm: SigningAlgorithm,
) -> Option<Box<dyn JwsVerifier>> {
    if !fits(key, algorithm) || is_private(key) || !is_strong(key) {
        return None;
    }
    // Only what makes the key goes on: what it says of itself has been judged here.
    jose::verifier(algorithm, &essence(key)?).ok()
}

/// Whether the key is of the algorithm's type and says nothing against this use of it (RFC 7517
/// sections 4.2 to 4.4).
fn fits(key: &Map<String, Value>, algorithm: SigningAlgorithm) -> bool {
    let (kty, crv) = match algorithm {
        SigningAlgorithm::RS256 | SigningAlgorithm::PS256 => ("RSA", None),
        SigningAlgorithm::ES256 => ("EC", Some("P-256")),
        SigningAlgorithm::EdDSA => ("OKP", Some("Ed25519")),
    };
    let is = |name: &str, text: &str| key.get(name).is_some_and(|value| value == text);
    let may_be = |name: &str, text: &str| !key.contains_key(name) || is(name, text);
    let operations = key.get("key_ops").map(Value::as_array);
    is("kty", kty)
        && crv.is_none_or(|crv| is("crv", crv))
        && may_be("use", "sig")
        && key
            .get("alg")
            .is_none_or(|name| name.as_str().and_then(SigningAlgorithm::named) == Some(algorithm))
        && operations.is_none_or(|list| list.is_some_and(|list| list.contains(&"verify".into())))
}

fn is_private(key: &Map<String, Value>) -> bool {
    PRIVATE.iter().any(|name| key.contains_key(*name)) || key.get("kty") == Some(&"oct".into())
}

/// What can be told without arithmetic; whether a point lies on its curve is seen when the key is
/// parsed. Keys of types unknown to us are nobody's strength and nobody's weakness.
fn is_strong(key: &Map<String, Value>) -> bool {
    let bytes =
        |name: &str| key.get(name).and_then(Value::as_str).and_then(|text| URL_SAFE_NO_PAD.decode(text).ok());
    let is_long = |name: &str, length: usize| bytes(name).is_some_and(|b| b.len() == length);
    match (key.get("kty").and_then(Value::as_str), key.get("crv").and_then(Value::as_str)) {
        (Some("RSA"), _) => match (bytes("n"), bytes("e")) {
            (Some(modulus), Some(exponent)) => is_strong_rsa(&modulus, &exponent),
            _ => false,
        },
        (Some("EC"), Some("P-256")) => is_long("x", 32) && is_long("y", 32),
        (Some("OKP"), Some("Ed25519")) => is_long("x", 32),
        _ => true,
    }
}

/// 2048 bits to the bit (josekit counts whole bytes), and no exponent of 1, under which every
/// message is its own signature. The upper bounds keep a key from costing us seconds.
fn is_strong_rsa(modulus: &[u8], exponent: &[u8]) -> bool {
    let exponent = significant(exponent);
    let odd = |number: &[u8]| number.last().is_some_and(|byte| byte % 2 == 1);
    (2048..=8192).contains(&bits(modulus))
        && odd(modulus)
        && odd(exponent)
        && exponent != [1]
        && exponent.len() <= 8
}

fn bits(number: &[u8]) -> usize {
    let number = significant(number);
    let leading = number.first().map_or(0, |byte| byte.leading_zeros() as usize);
    number.len() * 8 - leading
}

fn significant(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    &number[zeros..]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::keys::specimens::published;

    /// A public key of ours, bent.
    fn bent(algorithm: SigningAlgorithm, bend: impl FnOnce(&mut Map<String, Value>)) -> Value {
        let mut key = published(algorithm);
        bend(&mut key);
        json!({"keys": [key]})
    }

    fn rsa(modulus: &[u8], exponent: &[u8]) -> Value {
        let (n, e) = (URL_SAFE_NO_PAD.encode(modulus), URL_SAFE_NO_PAD.encode(exponent));
        json!({"keys": [{"kty": "RSA", "n": n, "e": e}]})
    }

    #[test]
    fn takes_public_signature_keys_of_all_algorithms() {
        for algorithm in SigningAlgorithm::ALL {
            assert_eq!(check_jwks(&bent(algorithm, |_| ())), Ok(()), "{algorithm}");
        }
        let all: Vec<_> = SigningAlgorithm::ALL.into_iter().map(published).collect();
        assert_eq!(check_jwks(&json!({"keys": all})), Ok(()));
    }

    #[test]
    fn refuses_private_and_symmetric_keys_wherever_they_stand() {
        for name in PRIVATE {
            let jwks = bent(SigningAlgorithm::RS256, |key| {
                key.insert(name.into(), "AA".into());
            });
            assert_eq!(check_jwks(&jwks), Err(JwksProblem::Private), "{name}");
        }
        let good = published(SigningAlgorithm::ES256);
        let jwks = json!({"keys": [good, {"kty": "oct", "use": "enc"}]});
        assert_eq!(check_jwks(&jwks), Err(JwksProblem::Private));
    }

    #[test]
    fn refuses_weak_keys() {
        let odd = |length: usize, first: u8| {
            let mut modulus = vec![0x81; length];
            modulus[0] = first;
            modulus
        };
        assert_eq!(check_jwks(&rsa(&odd(256, 0x80), &[1, 0, 1])), Ok(()));
        assert_eq!(check_jwks(&rsa(&[&[0], &*odd(256, 0x80)].concat(), &[1, 0, 1])), Ok(()));
        for (modulus, exponent) in [
            (odd(256, 0x7f), vec![1, 0, 1]),
            (odd(128, 0xff), vec![1, 0, 1]),
            (odd(1025, 0xff), vec![1, 0, 1]),
            (vec![0x80; 256], vec![1, 0, 1]),
            (odd(256, 0xff), vec![1]),
            (odd(256, 0xff), vec![0, 1]),
            (odd(256, 0xff), vec![4]),
            (odd(256, 0xff), vec![0xff; 9]),
            (odd(256, 0xff), vec![]),
            (vec![], vec![3]),
        ] {
            let jwks = rsa(&modulus, &exponent);
            assert_eq!(check_jwks(&jwks), Err(JwksProblem::Weak), "{jwks}");
        }
    }

    #[test]
    fn refuses_a_point_off_the_curve_or_of_another_length() {
        let coordinate = |byte: u8, length| URL_SAFE_NO_PAD.encode(vec![byte; length]);
        for x in [coordinate(1, 32), coordinate(0, 32), coordinate(1, 31), coordinate(1, 33)] {
            let jwks = bent(SigningAlgorithm::ES256, |key| {
                key.insert("x".into(), x.into());
            });
            assert_eq!(check_jwks(&jwks), Err(JwksProblem::Weak), "{jwks}");
        }
    }

    #[test]
    fn refuses_sets_without_a_signature_key() {
        let set = |name: &str, value: Value| {
            bent(SigningAlgorithm::ES256, |key| {
                key.insert(name.into(), value);
            })
        };
        for jwks in [
            set("use", json!("enc")),
            set("use", json!(1)),
            set("key_ops", json!(["encrypt"])),
            set("key_ops", json!("verify")),
            set("alg", json!("ES384")),
            set("crv", json!("P-384")),
            set("kty", json!("XY")),
            json!({"keys": []}),
        ] {
            assert_eq!(check_jwks(&jwks), Err(JwksProblem::NoneUsable), "{jwks}");
        }
    }

    #[test]
    fn refuses_what_is_no_key_set() {
        for jwks in [json!(null), json!([]), json!({}), json!({"keys": {}}), json!({"keys": [1]})] {
            assert_eq!(check_jwks(&jwks), Err(JwksProblem::Shape), "{jwks}");
        }
        let many = vec![published(SigningAlgorithm::ES256); 33];
        assert_eq!(check_jwks(&json!({"keys": many})), Err(JwksProblem::TooMany));
    }

    #[test]
    fn refuses_one_kid_for_two_keys_of_an_algorithm() {
        let mut other = published(SigningAlgorithm::RS256);
        other.remove("alg");
        let one = published(SigningAlgorithm::RS256);
        let jwks = json!({"keys": [one, other]});
        assert_eq!(check_jwks(&jwks), Err(JwksProblem::DuplicateId));
    }
}
