//! Making keys.

use std::fmt;

use chrono::{DateTime, Utc};
use josekit::jwk::KeyPair;
use josekit::jwk::alg::ec::{EcCurve, EcKeyPair};
use josekit::jwk::alg::ed::{EdCurve, EdKeyPair};
use josekit::jwk::alg::rsa::RsaKeyPair;
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use super::jose::library;
use super::thumbprint::{essence, thumbprint};
use super::token_keys::TokenKeyId;
use super::{KeyError, sealed_place};
use crate::entropy::Entropy;
use crate::model::signing_key::{KeyPurpose, KeyState, SigningKey};
use crate::protocol::signing_algorithm::SigningAlgorithm;
use crate::sealing::sealer::Sealer;

/// A key just made, its private half still in the open.
#[cfg_attr(test, derive(Clone))]
pub struct Generated {
    purpose: KeyPurpose,
    id: String,
    public_jwk: Option<Map<String, Value>>,
    private: Zeroizing<Vec<u8>>,
}

/// Makes a key of this purpose; `rsa_bits` counts for RSA alone.
///
/// **Blocking**: an RSA key takes from tens of milliseconds to seconds. Call it from
/// `spawn_blocking`. Key pairs come from OpenSSL's own randomness, token keys from `entropy`.
pub fn generate(purpose: KeyPurpose, rsa_bits: u32, entropy: &dyn Entropy) -> Result<Generated, KeyError> {
    match purpose {
        KeyPurpose::Signing(algorithm) => key_pair(algorithm, rsa_bits),
        KeyPurpose::Token => Ok(Generated {
            purpose,
            id: TokenKeyId::random(entropy).to_string(),
            public_jwk: None,
            private: Zeroizing::new(entropy.bytes::<32>().to_vec()),
        }),
    }
}

impl Generated {
    /// The `kid`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The private half alone.
    pub(super) fn into_private(self) -> Zeroizing<Vec<u8>> {
        self.private
    }

    /// The row: the private half sealed in its place, active from `now` on if `state` says so.
    pub fn into_row(
        self,
        sealer: &Sealer,
        entropy: &dyn Entropy,
        state: KeyState,
        now: DateTime<Utc>,
    ) -> SigningKey {
        SigningKey {
            sealed_private: sealer.seal(entropy, &sealed_place(&self.id), &self.private),
            purpose: self.purpose,
            public_jwk: self.public_jwk.map(Value::Object),
            id: self.id,
            state,
            created_at: now,
            activate_at: (state == KeyState::Active).then_some(now),
            retired_at: None,
            expires_at: None,
        }
    }
}

#[cfg(test)]
impl Generated {
    pub(super) const fn public_jwk(&self) -> Option<&Map<String, Value>> {
        self.public_jwk.as_ref()
    }

    pub(super) fn private(&self) -> &[u8] {
        &self.private
    }
}

impl fmt::Debug for Generated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Generated")
            .field("purpose", &self.purpose)
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// The public JWK as we publish it, from a private or public one.
pub(super) fn public_jwk(
    jwk: &Map<String, Value>,
    algorithm: SigningAlgorithm,
) -> Option<(String, Map<String, Value>)> {
    let mut public = essence(jwk)?;
    let kid = thumbprint(&public);
    for (name, value) in [("use", "sig"), ("alg", algorithm.as_str()), ("kid", &kid)] {
        public.insert(name.into(), value.into());
    }
    Some((kid, public))
}

pub(super) fn key_pair(algorithm: SigningAlgorithm, rsa_bits: u32) -> Result<Generated, KeyError> {
    let jwk = match algorithm {
        SigningAlgorithm::RS256 | SigningAlgorithm::PS256 if rsa_bits < 2048 => {
            return Err(KeyError::Library("an RSA key has 2048 bits or more".into()));
        }
        SigningAlgorithm::RS256 | SigningAlgorithm::PS256 => {
            RsaKeyPair::generate(rsa_bits).map_err(library)?.to_jwk_key_pair()
        }
        SigningAlgorithm::ES256 => EcKeyPair::generate(EcCurve::P256).map_err(library)?.to_jwk_key_pair(),
        SigningAlgorithm::EdDSA => EdKeyPair::generate(EdCurve::Ed25519).map_err(library)?.to_jwk_key_pair(),
    };
    let mut jwk: Map<String, Value> = jwk.into();
    let (id, public) = public_jwk(&jwk, algorithm)
        .ok_or_else(|| KeyError::Library("the new key has no public half".into()))?;
    jwk.insert("alg".into(), algorithm.as_str().into());
    let private = serde_json::to_vec(&jwk).map_err(library)?;
    Ok(Generated {
        purpose: KeyPurpose::Signing(algorithm),
        id,
        public_jwk: Some(public),
        private: Zeroizing::new(private),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SeededEntropy;

    #[test]
    fn a_public_half_says_what_it_is_for_and_holds_nothing_private() {
        for algorithm in SigningAlgorithm::ALL {
            let purpose = KeyPurpose::Signing(algorithm);
            let key = generate(purpose, 2048, &SeededEntropy::new(1)).unwrap();
            let public = key.public_jwk.as_ref().unwrap();
            assert_eq!(public["alg"], algorithm.as_str());
            assert_eq!(public["use"], "sig");
            assert_eq!(public["kid"], key.id());
            for private in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] {
                assert!(!public.contains_key(private), "{algorithm} {private}");
            }
        }
    }

    #[test]
    fn short_rsa_keys_are_not_made() {
        for algorithm in [SigningAlgorithm::RS256, SigningAlgorithm::PS256] {
            let purpose = KeyPurpose::Signing(algorithm);
            assert!(generate(purpose, 2047, &SeededEntropy::new(1)).is_err());
        }
    }

    #[test]
    fn debug_shows_no_key() {
        let key = generate(KeyPurpose::Token, 2048, &SeededEntropy::new(1)).unwrap();
        assert_eq!(key.private.len(), 32);
        assert!(format!("{key:?}").ends_with("\", .. }"));
    }

    #[test]
    fn a_next_key_has_not_signed_yet() {
        let entropy = SeededEntropy::new(1);
        let sealer = Sealer::new(&crate::sealing::master_key::MasterKey::generate(&entropy), None);
        let row = |state| {
            let key = generate(KeyPurpose::Token, 2048, &entropy).unwrap();
            key.into_row(&sealer, &entropy, state, DateTime::UNIX_EPOCH)
        };
        assert_eq!(row(KeyState::Next).activate_at, None);
        assert_eq!(row(KeyState::Active).activate_at, Some(DateTime::UNIX_EPOCH));
    }
}
