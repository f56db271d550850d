//! JWK thumbprints (RFC 7638; for OKP keys RFC 8037 section 2): a `kid` that follows from the key.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use crate::secret::digest;

/// The members that make a public key, in the order of RFC 7638 section 3.3. They leave private
/// members behind, and everything a key says about itself.
pub(super) fn essence(jwk: &Map<String, Value>) -> Option<Map<String, Value>> {
    let names: &[&str] = match jwk.get("kty")?.as_str()? {
        "RSA" => &["e", "kty", "n"],
        "EC" => &["crv", "kty", "x", "y"],
        "OKP" => &["crv", "kty", "x"],
        _ => return None,
    };
    names
        .iter()
        .map(|name| jwk.get(*name).filter(|v| v.is_string()).map(|v| ((*name).into(), v.clone())))
        .collect()
}

/// SHA-256 over the key's essence, in base64url.
pub(super) fn thumbprint(essence: &Map<String, Value>) -> String {
    let json = Value::Object(essence.clone()).to_string();
    URL_SAFE_NO_PAD.encode(digest(json.as_bytes()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(jwk: &Value) -> Option<String> {
        essence(jwk.as_object().unwrap()).map(|essence| thumbprint(&essence))
    }

    /// RFC 8037 appendix A.3.
    #[test]
    fn agrees_with_the_published_example() {
        let jwk = json!({"kty": "OKP", "crv": "Ed25519", "use": "sig",
            "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
            "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"});
        assert_eq!(of(&jwk).unwrap(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }

    #[test]
    fn follows_from_the_key_alone() {
        let plain = json!({"kty": "EC", "crv": "P-256", "x": "AA", "y": "BB"});
        let told = json!({"y": "BB", "d": "CC", "x": "AA", "kid": "k", "kty": "EC", "crv": "P-256"});
        assert_eq!(of(&plain), of(&told));
        assert_eq!(of(&json!({"kty": "oct", "k": "AA"})), None);
        assert_eq!(of(&json!({"kty": "RSA", "n": 5, "e": "AQAB"})), None);
    }
}
