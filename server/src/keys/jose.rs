//! Our algorithms in josekit's words. Signers and verifiers are made once and kept: parsing an RSA
//! key costs twice as much as signing with it.

use josekit::jwk::Jwk;
use josekit::jws::{ES256, EdDSA, JwsSigner, JwsVerifier, PS256, RS256};
use serde_json::{Map, Value};

use super::KeyError;
use crate::protocol::signing_algorithm::SigningAlgorithm;

/// A signer for a private JWK. Only the JWK form serves all four: josekit reads PS256 keys from
/// PEM and DER in a form of their own.
pub(super) fn signer(
    algorithm: SigningAlgorithm,
    private_jwk: &Map<String, Value>,
) -> Result<Box<dyn JwsSigner>, KeyError> {
    let jwk = Jwk::from_map(private_jwk.clone()).map_err(library)?;
    Ok(match algorithm {
        SigningAlgorithm::RS256 => Box::new(RS256.signer_from_jwk(&jwk).map_err(library)?),
        SigningAlgorithm::PS256 => Box::new(PS256.signer_from_jwk(&jwk).map_err(library)?),
        SigningAlgorithm::ES256 => Box::new(ES256.signer_from_jwk(&jwk).map_err(library)?),
        SigningAlgorithm::EdDSA => Box::new(EdDSA.signer_from_jwk(&jwk).map_err(library)?),
    })
}

/// A verifier for a public JWK. The key decides the algorithm, never the token.
pub(super) fn verifier(
    algorithm: SigningAlgorithm,
    public_jwk: &Map<String, Value>,
) -> Result<Box<dyn JwsVerifier>, KeyError> {
    let jwk = Jwk::from_map(public_jwk.clone()).map_err(library)?;
    Ok(match algorithm {
        SigningAlgorithm::RS256 => Box::new(RS256.verifier_from_jwk(&jwk).map_err(library)?),
        SigningAlgorithm::PS256 => Box::new(PS256.verifier_from_jwk(&jwk).map_err(library)?),
        SigningAlgorithm::ES256 => Box::new(ES256.verifier_from_jwk(&jwk).map_err(library)?),
        SigningAlgorithm::EdDSA => Box::new(EdDSA.verifier_from_jwk(&jwk).map_err(library)?),
    })
}

/// What a library said, as a fault of ours.
pub(super) fn library(error: impl std::error::Error) -> KeyError {
    KeyError::Library(error.to_string())
}
