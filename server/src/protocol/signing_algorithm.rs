//! JSON Web Signature algorithms (RFC 7518 section 3.1, RFC 8037 section 3.1, RFC 9864 section 2.2).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// An asymmetric algorithm that Signet signs with and accepts. `none` is not a value of this type;
/// `HS256` is known to `client_secret_jwt` alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SigningAlgorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256: what every OpenID client must understand.
    RS256,
    /// ECDSA on P-256 with SHA-256.
    ES256,
    /// Ed25519.
    EdDSA,
    /// RSASSA-PSS with SHA-256.
    PS256,
}

impl SigningAlgorithm {
    /// In the order in which metadata lists them.
    pub const ALL: [Self; 4] = [Self::RS256, Self::ES256, Self::EdDSA, Self::PS256];

    /// The algorithm that a token, a key or a registration of others names. RFC 9864 section 2.2 calls
    /// `Ed25519` what RFC 8037 calls `EdDSA`; here there is no other curve, so both names are one.
    pub fn named(text: &str) -> Option<Self> {
        if text == "Ed25519" { Some(Self::EdDSA) } else { text.parse().ok() }
    }

    /// The registered name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RS256 => "RS256",
            Self::ES256 => "ES256",
            Self::EdDSA => "EdDSA",
            Self::PS256 => "PS256",
        }
    }
}

impl fmt::Display for SigningAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for SigningAlgorithm {
    type Err = UnknownAlgorithm;

    fn from_str(text: &str) -> Result<Self, UnknownAlgorithm> {
        Self::ALL.into_iter().find(|algorithm| algorithm.as_str() == text).ok_or(UnknownAlgorithm)
    }
}

/// The name is not one of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected one of RS256, ES256, EdDSA, PS256")]
pub struct UnknownAlgorithm;
