//! Keys, and everything signed, tagged or verified with them. josekit lives here; nothing outside
//! the room names it.
//!
//! May import `protocol`, `model`, `secret`, `entropy` and `sealing`.
//!
//! | file | answers |
//! | --- | --- |
//! | `rotation` | which keys are to be made, promoted and dropped (pure) |
//! | `generate` | how a key is made |
//! | `keyring`, `jwks` | what our keys are at this moment: sign, verify our own, publish |
//! | `holder` | which keyring is the present one; signing from async code |
//! | `token_tag`, `opaque` | what a token family hands out under a token key |
//! | `audit_key` | what signs statements about the audit log, and nothing else |
//! | `jws`, `client_keys` | tokens that others signed, and the keys they registered |
//! | `claims_time`, `half_hash` | `exp`, `iat`, `nbf` of foreign tokens; `at_hash` and `c_hash` |
//!
//! To add a signing algorithm: a variant of `protocol::signing_algorithm`, and an arm wherever the
//! compiler then asks: `jose` (josekit's words), `generate`, `client_keys` (what fits), `half_hash`.

pub mod audit_key;
pub mod claims_time;
pub mod client_keys;
mod compact;
pub mod generate;
pub mod half_hash;
pub mod holder;
mod jose;
pub mod jwks;
pub mod jws;
pub mod keyring;
pub mod opaque;
pub mod remote;
pub mod rotation;
mod thumbprint;
mod token_keys;
pub mod token_tag;
mod verifier;

#[cfg(test)]
mod attacks;
#[cfg(test)]
mod specimens;

use crate::model::signing_key::KeyPurpose;
use crate::sealing::place::Place;

/// Where the private half of the key `id` lies sealed.
pub fn sealed_place(id: &str) -> Place<'_> {
    Place { table: "signing_key", column: "sealed_private", row: id }
}

/// Why a key of ours did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// No key of this purpose is active.
    #[error("there is no active key for {0}")]
    NoActiveKey(KeyPurpose),
    /// Two keys of one purpose are active: nobody could say which one signs.
    #[error("two keys are active for {0}")]
    TwoActive(KeyPurpose),
    /// Two keys carry one `kid`.
    #[error("two keys are called {0}")]
    DuplicateId(String),
    /// The private half does not open: another master key, or a changed row.
    #[error("the key {0} does not open under the master key")]
    Sealed(String),
    /// The row opens, but is not the key it says it is.
    #[error("the key {id} is not usable: {what}")]
    Corrupt {
        /// The `kid`.
        id: String,
        /// What is wrong, for the operator.
        what: &'static str,
    },
    /// The token is not one that we signed, or not of the kind that was asked for.
    #[error("not a token of ours: {0}")]
    NotOurs(&'static str),
    /// All cores have been signing for longer than a caller waits.
    #[error("signing is overloaded")]
    Busy,
    /// The library below refused; what it said, for the log.
    #[error("the cryptographic library failed: {0}")]
    Library(String),
}
