//! The key that signs statements about the audit log, and nothing else.
//!
//! A statement has to be believed for as long as the log is kept, long after every key that signs tokens is gone. So this
//! key is none of theirs: it has no schedule, it stands in no published key set, and nobody takes a statement for a token.

use std::fmt;

use josekit::jws::JwsSigner;
use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

use super::generate::{key_pair, public_jwk};
use super::jose::library;
use super::verifier::{self, Verifier};
use super::{KeyError, compact, jose};
use crate::protocol::signing_algorithm::SigningAlgorithm;
use crate::protocol::strict_json;
use crate::sealing::place::Place;

/// What every library of JWTs can verify.
const ALGORITHM: SigningAlgorithm = SigningAlgorithm::ES256;

/// Where its private half lies sealed.
pub const PLACE: Place<'static> = Place { table: "setting", column: "value", row: "audit_key" };

/// Signs statements and knows its own.
pub struct AuditKey {
    kid: String,
    public: Map<String, Value>,
    signer: Box<dyn JwsSigner>,
    verifier: Verifier,
}

impl AuditKey {
    /// A new private half, to be sealed in [`PLACE`].
    pub fn generate() -> Result<Zeroizing<Vec<u8>>, KeyError> {
        Ok(key_pair(ALGORITHM, 0)?.into_private())
    }

    /// The key whose private half this is.
    pub fn of(private: &[u8]) -> Result<Self, KeyError> {
        let corrupt = |what| KeyError::Corrupt { id: "audit".to_owned(), what };
        let jwk = strict_json::object(private).ok_or_else(|| corrupt("no JWK"))?;
        let (kid, public) = public_jwk(&jwk, ALGORITHM).ok_or_else(|| corrupt("no public half"))?;
        let (signer, verifier) = (jose::signer(ALGORITHM, &jwk)?, Verifier::of(ALGORITHM, &public)?);
        Ok(Self { kid, public, signer, verifier })
    }

    /// Its thumbprint (RFC 7638).
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// What others verify statements with (RFC 7517).
    pub const fn public_jwk(&self) -> &Map<String, Value> {
        &self.public
    }

    /// A statement.
    pub fn sign(&self, typ: &str, claims: &Map<String, Value>) -> Result<String, KeyError> {
        let header = json!({"alg": ALGORITHM.as_str(), "typ": typ, "kid": self.kid});
        let input = compact::signing_input(&header, claims).map_err(library)?;
        let signature = self.signer.sign(input.as_bytes()).map_err(library)?;
        Ok(compact::with_signature(input, &signature))
    }

    /// The claims of a statement that this key signed.
    pub fn verify(&self, statement: &str, typ: &str) -> Result<Map<String, Value>, KeyError> {
        let statement = verifier::read(statement)?;
        if statement.text("kid") != Some(self.kid.as_str()) {
            return Err(KeyError::NotOurs("the kid is not the one of the audit log's key"));
        }
        self.verifier.claims(&statement, &[typ])
    }
}

impl fmt::Debug for AuditKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AuditKey({})", self.kid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::specimens::ring;

    fn claims() -> Map<String, Value> {
        strict_json::object(br#"{"sequence":7}"#).unwrap()
    }

    #[test]
    fn knows_what_it_signed_and_nothing_else() {
        let key = AuditKey::of(&AuditKey::generate().unwrap()).unwrap();
        let statement = key.sign("audit-checkpoint+jwt", &claims()).unwrap();
        assert_eq!(key.verify(&statement, "audit-checkpoint+jwt"), Ok(claims()));
        assert!(key.verify(&statement, "audit-tombstone+jwt").is_err());
        let other = AuditKey::of(&AuditKey::generate().unwrap()).unwrap();
        assert!(other.verify(&statement, "audit-checkpoint+jwt").is_err());
        let ring = ring();
        assert!(ring.verify(&statement, &["audit-checkpoint+jwt"]).is_err(), "no token of ours");
        let token = ring.sign(ALGORITHM, "audit-checkpoint+jwt", &claims()).unwrap();
        assert!(key.verify(&token, "audit-checkpoint+jwt").is_err(), "no statement");
    }

    #[test]
    fn what_is_shown_of_it_holds_nothing_private() {
        let key = AuditKey::of(&AuditKey::generate().unwrap()).unwrap();
        let public = key.public_jwk();
        assert_eq!((&public["alg"], &public["kid"]), (&json!("ES256"), &json!(key.kid())));
        assert!(!public.contains_key("d") && !format!("{key:?}").contains("\"d\""));
        assert!(AuditKey::of(b"{}").is_err() && AuditKey::of(b"").is_err());
    }
}
