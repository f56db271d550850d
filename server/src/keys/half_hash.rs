//! `at_hash` and `c_hash` (OpenID Connect Core 1.0 sections 3.1.3.6 and 3.3.2.11).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256, Sha512};

use crate::protocol::signing_algorithm::SigningAlgorithm;

/// The left half of the hash of `value`, by the hash that the ID token's `alg` uses. Ed25519 hashes
/// with SHA-512 (RFC 8032 section 5.1).
pub fn half_hash(algorithm: SigningAlgorithm, value: &str) -> String {
    match algorithm {
        SigningAlgorithm::RS256 | SigningAlgorithm::PS256 | SigningAlgorithm::ES256 => {
            URL_SAFE_NO_PAD.encode(&Sha256::digest(value)[..16])
        }
        SigningAlgorithm::EdDSA => URL_SAFE_NO_PAD.encode(&Sha512::digest(value)[..32]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// OpenID Connect Core 1.0 appendices A.3 and A.4.
    #[test]
    fn agrees_with_the_published_examples() {
        let token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
        assert_eq!(half_hash(SigningAlgorithm::RS256, token), "77QmUPtjPfzWtF2AnpK9RQ");
        let code = "Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk";
        assert_eq!(half_hash(SigningAlgorithm::RS256, code), "LDktKdoQak3Pk0cnXxCltA");
    }

    #[test]
    fn is_half_as_long_as_the_hash_of_the_algorithm() {
        for algorithm in SigningAlgorithm::ALL {
            let long = algorithm == SigningAlgorithm::EdDSA;
            assert_eq!(half_hash(algorithm, "x").len(), if long { 43 } else { 22 });
        }
    }
}
