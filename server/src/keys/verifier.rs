//! Whether a token is one that we signed ourselves, under a key of ours that is already found.

use josekit::jws::JwsVerifier;
use serde_json::{Map, Value};

use super::compact::Compact;
use super::{KeyError, jose};
use crate::protocol::signing_algorithm::SigningAlgorithm;

/// The public half of one key.
pub(super) struct Verifier {
    algorithm: SigningAlgorithm,
    key: Box<dyn JwsVerifier>,
}

/// Takes a token apart that might be ours.
pub(super) fn read(token: &str) -> Result<Compact<'_>, KeyError> {
    let token = Compact::read(token).map_err(KeyError::NotOurs)?;
    // Our headers have these three and no others: nothing here can name a key or an address.
    if token.header.keys().any(|name| !["alg", "typ", "kid"].contains(&name.as_str())) {
        return Err(KeyError::NotOurs("a header parameter that we never set"));
    }
    Ok(token)
}

impl Verifier {
    /// Of a public JWK.
    pub(super) fn of(algorithm: SigningAlgorithm, public: &Map<String, Value>) -> Result<Self, KeyError> {
        Ok(Self { algorithm, key: jose::verifier(algorithm, public)? })
    }

    /// The claims of a token that this key signed and whose `typ` is one of `types` (a token without one counts as
    /// `JWT`). What the claims say, `exp` included, is the caller's to judge.
    pub(super) fn claims(&self, token: &Compact<'_>, types: &[&str]) -> Result<Map<String, Value>, KeyError> {
        if token.text("alg") != Some(self.algorithm.as_str()) {
            return Err(KeyError::NotOurs("the algorithm is not the one of the key"));
        }
        let typ = token.header.get("typ").map_or(Some("JWT"), Value::as_str);
        if !typ.is_some_and(|typ| types.contains(&typ)) {
            return Err(KeyError::NotOurs("a token of another type"));
        }
        self.key
            .verify(token.signing_input.as_bytes(), &token.signature)
            .map_err(|_| KeyError::NotOurs("the signature does not verify"))?;
        token.claims().map_err(KeyError::NotOurs)
    }
}
