//! Keys: RS256 for ID tokens, which every OpenID provider has to know, and ES256 for access tokens.
//!
//! ES256 keys are made when the mock starts. ring makes no RSA keys, so those of `rsa/` were made once (`openssl genrsa
//! -traditional 2048`); they protect nothing.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RsaKeyPair};
use serde_json::{Map, Value, json};

use super::fault::{AccessTokenFault, Fault, LogoutFault, MetadataFault};

/// Two published keys, and two that nobody outside knows.
pub(super) struct Keys {
    rsa: Key,
    ec: Key,
    unpublished_rsa: Key,
    unpublished_ec: Key,
}

struct Key {
    algorithm: Algorithm,
    private: EncodingKey,
    public: Value,
}

/// 256 random bits.
pub(super) fn random() -> String {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).unwrap();
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The claims of a JWT, whoever signed it.
pub(super) fn unverified(token: &str) -> Option<Map<String, Value>> {
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    serde_json::from_slice(&payload).ok()
}

impl Keys {
    pub(super) fn generate() -> Self {
        Self {
            rsa: Key::rsa(include_bytes!("rsa/published.der")),
            ec: Key::ec(),
            unpublished_rsa: Key::rsa(include_bytes!("rsa/unpublished.der")),
            unpublished_ec: Key::ec(),
        }
    }

    /// Signs the claims of an ID token.
    pub(super) fn id_token(&self, claims: &Value, fault: Option<Fault>) -> String {
        let is_published = fault != Some(Fault::UnpublishedKey);
        let token = if is_published { &self.rsa } else { &self.unpublished_rsa }.sign("JWT", claims, fault);
        let (signed, signature) = token.rsplit_once('.').unwrap();
        match fault {
            Some(Fault::Unsigned) => {
                let payload = signed.split('.').nth(1).unwrap();
                format!("{}.{payload}.", URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#))
            }
            Some(Fault::BrokenSignature) => {
                // Of the last character not every bit counts, so another one is changed.
                let (first, rest) = signature.split_at(1);
                format!("{signed}.{}{rest}", if first == "A" { "B" } else { "A" })
            }
            _ => token,
        }
    }

    /// Signs the claims of an access token (RFC 9068 section 2.1).
    pub(super) fn access_token(&self, claims: &Value, fault: Option<Fault>) -> String {
        let is_published = fault != Some(AccessTokenFault::UnpublishedKey.into());
        let key = if is_published { &self.ec } else { &self.unpublished_ec };
        let typ = if fault == Some(AccessTokenFault::Typ.into()) { "JWT" } else { "at+jwt" };
        key.sign(typ, claims, fault)
    }

    /// The claims of an ID token that was issued here, however old it is.
    pub(super) fn verify(&self, token: &str, fault: Option<Fault>) -> Option<Map<String, Value>> {
        if fault == Some(LogoutFault::HintUnverified.into()) {
            return unverified(token);
        }
        let text = |name: &str| self.rsa.public[name].as_str().unwrap();
        let key = DecodingKey::from_rsa_components(text("n"), text("e")).unwrap();
        let mut validation = Validation::new(self.rsa.algorithm);
        validation.required_spec_claims.clear();
        validation.validate_exp = false;
        validation.validate_aud = false;
        jsonwebtoken::decode(token, &key, &validation).ok().map(|token| token.claims)
    }

    /// The JWKS.
    pub(super) fn published(&self, fault: Option<Fault>) -> Value {
        let mut keys = [self.rsa.public.clone(), self.ec.public.clone()];
        let remove = |key: &mut Value, name| key.as_object_mut().unwrap().remove(name);
        if let Some(Fault::Metadata(fault)) = fault {
            match fault {
                MetadataFault::PrivateKeyShown => keys[0]["d"] = json!(random()),
                MetadataFault::SameKid => keys[1]["kid"] = keys[0]["kid"].clone(),
                MetadataFault::KeyForEncryption => keys[0]["use"] = json!("enc"),
                MetadataFault::ExponentMissing => drop(remove(&mut keys[0], "e")),
                MetadataFault::NoKid => keys.iter_mut().for_each(|key| drop(remove(key, "kid"))),
                _ => {}
            }
        }
        json!({ "keys": keys })
    }
}

impl Key {
    fn rsa(document: &[u8]) -> Self {
        let pair = RsaKeyPair::from_der(document).unwrap();
        let parts = PublicKeyComponents::<Vec<u8>>::from(pair.public());
        let (n, e) = (URL_SAFE_NO_PAD.encode(parts.n), URL_SAFE_NO_PAD.encode(parts.e));
        Self {
            algorithm: Algorithm::RS256,
            private: EncodingKey::from_rsa_der(document),
            public: json!({ "kty": "RSA", "use": "sig", "alg": "RS256", "kid": "rsa", "n": n, "e": e }),
        }
    }

    fn ec() -> Self {
        let (random, algorithm) = (SystemRandom::new(), &ECDSA_P256_SHA256_FIXED_SIGNING);
        let document = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &random).unwrap();
        // SEC 1 section 2.3.3: 4, then both coordinates.
        let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
        let (x, y) = (URL_SAFE_NO_PAD.encode(x), URL_SAFE_NO_PAD.encode(y));
        Self {
            algorithm: Algorithm::ES256,
            private: EncodingKey::from_ec_der(document.as_ref()),
            public: json!({ "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "ec", "x": x, "y": y }),
        }
    }

    fn sign(&self, typ: &str, claims: &Value, fault: Option<Fault>) -> String {
        let kid = self.public["kid"].as_str().filter(|_| fault != Some(MetadataFault::NoKid.into()));
        let header =
            Header { typ: Some(typ.to_owned()), kid: kid.map(str::to_owned), ..Header::new(self.algorithm) };
        jsonwebtoken::encode(&header, claims, &self.private).unwrap()
    }
}
