//! All keys of ours that count at one moment, parsed once: what signs, what verifies, what is
//! published. A keyring never changes; a rotation makes another one.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use josekit::jws::JwsSigner;
use serde_json::{Map, Value, json};

use super::compact;
use super::generate::public_jwk;
use super::jose::library;
use super::jwks::Jwks;
use super::token_keys::TokenKeys;
use super::verifier::{self, Verifier};
use super::{KeyError, jose, sealed_place};
use crate::model::signing_key::{KeyPurpose, KeyState, SigningKey};
use crate::protocol::signing_algorithm::SigningAlgorithm;
use crate::protocol::strict_json;
use crate::sealing::sealer::Sealer;

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::compact::Compact;
    use crate::keys::specimens::{now, published, ring, row, sealer, token_key};

    const ES256: SigningAlgorithm = SigningAlgorithm::ES256;

    fn open(rows: &[SigningKey]) -> Result<Keyring, KeyError> {
        Keyring::open(rows, &sealer(), now())
    }

    fn claims() -> Map<String, Value> {
        strict_json::object(br#"{"iss":"https://op.test","sub":"someone"}"#).unwrap()
    }

    #[test]
    fn verifies_what_it_signed_with_every_algorithm() {
        let ring = ring();
        assert_eq!(ring.algorithms(), SigningAlgorithm::ALL);
        for algorithm in SigningAlgorithm::ALL {
            let token = ring.sign(algorithm, "at+jwt", &claims()).unwrap();
            assert_eq!(ring.verify(&token, &["JWT", "at+jwt"]), Ok(claims()));
            let header = Compact::read(&token).unwrap().header;
            let kid = &published(algorithm)["kid"];
            let expected = json!({"alg": algorithm.as_str(), "typ": "at+jwt", "kid": kid});
            assert_eq!(Value::Object(header), expected);
        }
    }

    #[test]
    fn every_state_is_published_and_verifies_and_the_active_key_comes_first() {
        let active = row(ES256, KeyState::Active);
        let mut retired = row(SigningAlgorithm::EdDSA, KeyState::Active);
        let token = open(&[retired.clone()]).unwrap();
        let token = token.sign(SigningAlgorithm::EdDSA, "JWT", &claims()).unwrap();
        retired.retire(now() - TimeDelta::hours(1), TimeDelta::hours(2));
        let next = row(SigningAlgorithm::RS256, KeyState::Next);
        let rows = [retired, next, active, token_key(1, KeyState::Active)];

        let ring = open(&rows).unwrap();
        assert_eq!(ring.algorithms(), [ES256]);
        assert!(ring.verify(&token, &["JWT"]).is_ok());
        let set: Value = serde_json::from_slice(&ring.jwks().body()).unwrap();
        let order = [ES256, SigningAlgorithm::RS256, SigningAlgorithm::EdDSA];
        assert_eq!(set["keys"], json!(order.map(published)));

        let later = Keyring::open(&rows, &sealer(), now() + TimeDelta::hours(1)).unwrap();
        let gone = Err(KeyError::NotOurs("the kid names no published key"));
        assert_eq!(later.verify(&token, &["JWT"]), gone);
        assert_ne!(later.jwks().tag(), ring.jwks().tag());
    }

    #[test]
    fn the_published_set_holds_public_members_alone_and_no_token_key() {
        let body = ring().jwks().body();
        let set: Value = serde_json::from_slice(&body).unwrap();
        let keys = set["keys"].as_array().unwrap();
        assert_eq!(keys.len(), SigningAlgorithm::ALL.len());
        let known = ["kty", "crv", "x", "y", "n", "e", "use", "alg", "kid"];
        for key in keys {
            assert!(key.as_object().unwrap().keys().all(|name| known.contains(&name.as_str())));
        }
    }

    #[test]
    fn refuses_to_sign_without_an_active_key() {
        let ring = open(&[row(ES256, KeyState::Next)]).unwrap();
        let missing = Err(KeyError::NoActiveKey(KeyPurpose::Signing(ES256)));
        assert_eq!(ring.sign(ES256, "JWT", &claims()), missing);
        assert_eq!(ring.algorithms(), []);
    }

    #[test]
    fn refuses_rows_that_contradict_each_other_or_themselves() {
        let good = row(ES256, KeyState::Active);
        let refusal = |rows: &[SigningKey]| open(rows).err();
        let twice = [good.clone(), row(ES256, KeyState::Next)];
        assert_eq!(refusal(&twice), Some(KeyError::DuplicateId(good.id.clone())));
        let tokens = [token_key(1, KeyState::Active), token_key(2, KeyState::Active)];
        assert_eq!(refusal(&tokens), Some(KeyError::TwoActive(KeyPurpose::Token)));

        let carried = SigningKey { id: "another".into(), ..good.clone() };
        assert_eq!(refusal(&[carried]), Some(KeyError::Sealed("another".into())));
        let purpose = KeyPurpose::Signing(SigningAlgorithm::RS256);
        let bent = SigningKey { purpose, ..good.clone() };
        assert!(matches!(refusal(&[bent]), Some(KeyError::Corrupt { .. })));
        let bent = SigningKey { purpose: KeyPurpose::Token, ..good };
        assert!(matches!(refusal(&[bent]), Some(KeyError::Corrupt { .. })));
    }

    #[test]
    fn an_id_that_does_not_follow_from_the_key_is_refused() {
        let good = row(ES256, KeyState::Active);
        let (sealer, id) = (sealer(), "another".to_owned());
        let private = sealer.open(&sealed_place(&good.id), &good.sealed_private);
        let entropy = crate::entropy::SeededEntropy::new(9);
        let sealed_private = sealer.seal(&entropy, &sealed_place(&id), &private.unwrap());
        let named = SigningKey { id, sealed_private, ..good };
        let what = "the id is not the thumbprint of the key";
        let refusal = KeyError::Corrupt { id: "another".into(), what };
        assert_eq!(open(&[named]).err(), Some(refusal));
    }

    #[test]
    fn a_public_key_written_into_the_store_is_not_believed() {
        let forged = published(SigningAlgorithm::EdDSA);
        let mut row = row(ES256, KeyState::Active);
        row.public_jwk = Some(Value::Object(forged));
        let set: Value = serde_json::from_slice(&open(&[row]).unwrap().jwks().body()).unwrap();
        assert_eq!(set["keys"], json!([published(ES256)]));
    }

    #[test]
    fn debug_shows_key_ids_and_no_keys() {
        let ring = open(&[row(ES256, KeyState::Active)]).unwrap();
        let kid = &published(ES256)["kid"];
        assert_eq!(format!("{ring:?}"), format!("Keyring {{\"ES256\": {kid}}}"));
    }
}
