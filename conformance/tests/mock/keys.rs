//! ES256 keys, made when the mock starts.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Map, Value, json};

use super::fault::Fault;

/// The published key, a second published one, and one that nobody outside knows.
pub(super) struct Keys {
    signing: Key,
    second: Key,
    unpublished: Key,
}

struct Key {
    kid: String,
    private: EncodingKey,
    x: String,
    y: String,
}

/// 256 random bits.
pub(super) fn random() -> String {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).unwrap();
    URL_SAFE_NO_PAD.encode(bytes)
}

impl Keys {
    pub(super) fn generate() -> Self {
        Self { signing: Key::generate("a"), second: Key::generate("b"), unpublished: Key::generate("a") }
    }

    /// Signs claims; `typ` is the header's.
    pub(super) fn sign(&self, typ: &str, claims: &Value, fault: Option<Fault>) -> String {
        let is_access_token = typ.starts_with("at");
        let unpublished =
            if is_access_token { Fault::AccessTokenUnpublishedKey } else { Fault::UnpublishedKey };
        let key = if fault == Some(unpublished) { &self.unpublished } else { &self.signing };
        let wrong_typ = is_access_token && fault == Some(Fault::AccessTokenTyp);
        let header = Header {
            typ: Some(if wrong_typ { "JWT" } else { typ }.to_owned()),
            kid: (fault != Some(Fault::NoKid)).then(|| key.kid.clone()),
            ..Header::new(Algorithm::ES256)
        };
        let token = jsonwebtoken::encode(&header, claims, &key.private).unwrap();
        match fault {
            Some(Fault::Unsigned) if !is_access_token => {
                let payload = token.split('.').nth(1).unwrap();
                format!("{}.{payload}.", URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#))
            }
            Some(Fault::BrokenSignature) if !is_access_token => {
                let (signed, signature) = token.rsplit_once('.').unwrap();
                format!("{signed}.{}", signature.chars().rev().collect::<String>())
            }
            _ => token,
        }
    }

    /// The claims of an ID token that was issued here, however old it is.
    pub(super) fn verify(&self, token: &str, fault: Option<Fault>) -> Option<Map<String, Value>> {
        if fault == Some(Fault::HintUnverified) {
            let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
            return serde_json::from_slice(&payload).ok();
        }
        let key = DecodingKey::from_ec_components(&self.signing.x, &self.signing.y).unwrap();
        let mut validation = Validation::new(Algorithm::ES256);
        validation.required_spec_claims.clear();
        validation.validate_exp = false;
        validation.validate_aud = false;
        jsonwebtoken::decode(token, &key, &validation).ok().map(|token| token.claims)
    }

    /// The JWKS.
    pub(super) fn published(&self, fault: Option<Fault>) -> Value {
        let mut keys = [self.signing.public(), self.second.public()];
        match fault {
            Some(Fault::PrivateKeyShown) => keys[0]["d"] = json!(random()),
            Some(Fault::SameKid) => keys[1]["kid"] = keys[0]["kid"].clone(),
            Some(Fault::NoKid) => {
                for key in &mut keys {
                    key.as_object_mut().unwrap().remove("kid");
                }
            }
            _ => {}
        }
        json!({ "keys": keys })
    }
}

impl Key {
    fn generate(kid: &str) -> Self {
        let (random, algorithm) = (SystemRandom::new(), &ECDSA_P256_SHA256_FIXED_SIGNING);
        let document = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &random).unwrap();
        // SEC 1 section 2.3.3: 4, then both coordinates.
        let point = &pair.public_key().as_ref()[1..];
        Self {
            kid: kid.to_owned(),
            private: EncodingKey::from_ec_der(document.as_ref()),
            x: URL_SAFE_NO_PAD.encode(&point[..32]),
            y: URL_SAFE_NO_PAD.encode(&point[32..]),
        }
    }

    fn public(&self) -> Value {
        json!({ "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": self.kid, "x": self.x, "y": self.y })
    }
}
