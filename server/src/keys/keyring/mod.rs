//! All keys of ours that count at one moment, parsed once: what signs, what verifies, what is
//! published. A keyring never changes; a rotation makes another one.

mod opening;

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use josekit::jws::JwsSigner;
use serde_json::{Map, Value, json};

use super::KeyError;
use super::compact;
use super::jose::library;
use super::jwks::Jwks;
use super::token_keys::TokenKeys;
use super::verifier::{self, Verifier};
use crate::model::signing_key::KeyPurpose;
use crate::protocol::signing_algorithm::SigningAlgorithm;

/// The keys of one moment.
pub struct Keyring {
    signers: BTreeMap<SigningAlgorithm, Signer>,
    verifiers: HashMap<String, Verifier>,
    jwks: Jwks,
    active_since: Vec<(KeyPurpose, DateTime<Utc>)>,
    pub(super) tokens: TokenKeys,
}

struct Signer {
    kid: String,
    key: Arc<dyn JwsSigner>,
}

/// Whether signing takes so long that it belongs off the threads that serve requests.
pub const fn is_slow(algorithm: SigningAlgorithm) -> bool {
    matches!(algorithm, SigningAlgorithm::RS256 | SigningAlgorithm::PS256)
}

impl Keyring {
    /// The algorithms that something can be signed with.
    pub fn algorithms(&self) -> Vec<SigningAlgorithm> {
        self.signers.keys().copied().collect()
    }

    /// What is active, and for how long it has been so.
    pub fn ages(&self, now: DateTime<Utc>) -> impl Iterator<Item = (KeyPurpose, TimeDelta)> {
        self.active_since.iter().map(move |(purpose, since)| (*purpose, now - *since))
    }

    /// The published key set: active, next and still verifying retired keys.
    pub const fn jwks(&self) -> &Jwks {
        &self.jwks
    }

    /// Signs `claims` with the active key of `algorithm`. Slow for RSA: async code goes through
    /// [`super::holder::Keys::sign`].
    pub fn sign(
        &self,
        algorithm: SigningAlgorithm,
        typ: &str,
        claims: &Map<String, Value>,
    ) -> Result<String, KeyError> {
        self.prepare(algorithm, typ, claims)?.sign()
    }

    /// Everything about signing but the arithmetic.
    pub(super) fn prepare(
        &self,
        algorithm: SigningAlgorithm,
        typ: &str,
        claims: &Map<String, Value>,
    ) -> Result<Unsigned, KeyError> {
        let purpose = KeyPurpose::Signing(algorithm);
        let signer = self.signers.get(&algorithm).ok_or(KeyError::NoActiveKey(purpose))?;
        let header = json!({"alg": algorithm.as_str(), "typ": typ, "kid": signer.kid});
        let input = compact::signing_input(&header, claims).map_err(library)?;
        Ok(Unsigned { input, key: Arc::clone(&signer.key) })
    }

    /// The claims of a token that we signed ourselves and whose `typ` is one of `types` (a token
    /// without one counts as `JWT`). What the claims say, `exp` included, is the caller's to judge.
    pub fn verify(&self, token: &str, types: &[&str]) -> Result<Map<String, Value>, KeyError> {
        let token = verifier::read(token)?;
        let verifier = token.text("kid").and_then(|kid| self.verifiers.get(kid));
        verifier.ok_or(KeyError::NotOurs("the kid names no published key"))?.claims(&token, types)
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kids = self.signers.iter().map(|(algorithm, signer)| (algorithm.as_str(), &signer.kid));
        f.write_str("Keyring ")?;
        f.debug_map().entries(kids).finish()
    }
}

/// A token that lacks only its signature.
pub(super) struct Unsigned {
    input: String,
    key: Arc<dyn JwsSigner>,
}

impl Unsigned {
    pub(super) fn sign(self) -> Result<String, KeyError> {
        let signature = self.key.sign(self.input.as_bytes()).map_err(library)?;
        Ok(compact::with_signature(self.input, &signature))
    }
}

#[cfg(test)]
mod tests;
