//! From rows to keys: what is sealed is opened, and each row is held against what its key itself says.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::{Keyring, Signer};
use crate::keys::generate::public_jwk;
use crate::keys::jwks::Jwks;
use crate::keys::token_keys::TokenKeys;
use crate::keys::verifier::Verifier;
use crate::keys::{KeyError, jose, sealed_place};
use crate::model::signing_key::{KeyPurpose, KeyState, SigningKey};
use crate::protocol::signing_algorithm::SigningAlgorithm;
use crate::protocol::strict_json;
use crate::sealing::sealer::Sealer;

impl Keyring {
    /// Opens the keys that count at `now`; retired ones whose end has come are left out.
    ///
    /// The public half is taken from the sealed private one, never from the row's own column: who
    /// can write to the store but has no master key can add no key that we would honour.
    pub fn open(rows: &[SigningKey], sealer: &Sealer, now: DateTime<Utc>) -> Result<Self, KeyError> {
        let mut ring = Builder::default();
        let mut rows: Vec<_> = rows.iter().filter(|row| row.verifies_at(now)).collect();
        let active = rows.iter().filter(|row| row.state == KeyState::Active);
        let active_since = active.map(|row| (row.purpose, row.active_since())).collect();
        // Relying parties that take the first key they see should see the one that signs.
        rows.sort_by_key(|row| (order(row.state), row.purpose, row.created_at));
        for row in rows {
            let private = sealer
                .open(&sealed_place(&row.id), &row.sealed_private)
                .map_err(|_| KeyError::Sealed(row.id.clone()))?;
            match row.purpose {
                KeyPurpose::Signing(algorithm) => ring.add(row, algorithm, &private)?,
                KeyPurpose::Token => ring.tokens.add(row, &private)?,
            }
        }
        Ok(Self {
            signers: ring.signers,
            verifiers: ring.verifiers,
            jwks: Jwks::of(&ring.published),
            active_since,
            tokens: ring.tokens,
        })
    }
}

#[derive(Default)]
struct Builder {
    signers: BTreeMap<SigningAlgorithm, Signer>,
    verifiers: HashMap<String, Verifier>,
    published: Vec<Map<String, Value>>,
    tokens: TokenKeys,
}

impl Builder {
    fn add(&mut self, row: &SigningKey, algorithm: SigningAlgorithm, private: &[u8]) -> Result<(), KeyError> {
        let corrupt = |what| KeyError::Corrupt { id: row.id.clone(), what };
        let jwk = strict_json::object(private).ok_or_else(|| corrupt("no JWK"))?;
        if jwk.get("alg").and_then(Value::as_str) != Some(algorithm.as_str()) {
            return Err(corrupt("the key was made for another algorithm"));
        }
        let (kid, public) = public_jwk(&jwk, algorithm).ok_or_else(|| corrupt("no public half"))?;
        if kid != row.id {
            return Err(corrupt("the id is not the thumbprint of the key"));
        }
        let verifier = Verifier::of(algorithm, &public)?;
        if self.verifiers.insert(kid.clone(), verifier).is_some() {
            return Err(KeyError::DuplicateId(kid));
        }
        self.published.push(public);
        if row.state == KeyState::Active {
            let signer = Signer { kid, key: Arc::from(jose::signer(algorithm, &jwk)?) };
            if self.signers.insert(algorithm, signer).is_some() {
                return Err(KeyError::TwoActive(row.purpose));
            }
        }
        Ok(())
    }
}

const fn order(state: KeyState) -> u8 {
    match state {
        KeyState::Active => 0,
        KeyState::Next => 1,
        KeyState::Retired => 2,
    }
}
