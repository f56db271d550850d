//! Keys of ours: kept in step with time, rotated and retired by command, carried to a new master key.
//!
//! `keys::rotation` decides, `carry_out` does it in one transaction. Every instance may try at any
//! moment: the unique indexes let one win, and the others look again.

mod carry_out;
mod keep_up;
mod policy;
mod replace_all;
mod retire;
mod rewrap;
mod rotate;

use serde_json::{Value, json};

use super::{AdminError, Office};
use crate::model::signing_key::{KeyPurpose, SigningKey};
use crate::store::signing_keys;

pub(super) use carry_out::Raced;
pub use keep_up::keep_up;
pub use policy::KeyPolicy;
pub(super) use replace_all::replace_all;
pub use retire::retire;
pub use rewrap::{Rewrapped, rewrap};
pub use rotate::{Rotated, rotate_now};

/// One thing that was done to a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyChange {
    /// The `kid`.
    pub id: String,
    /// What the key is for.
    pub purpose: KeyPurpose,
    /// What was done.
    pub what: KeyAct,
}

/// What may be done to a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyAct {
    /// Made, and published; it does not sign yet.
    Published,
    /// It signs from now on.
    Activated,
    /// It signs no more.
    Retired,
    /// Removed: nothing that it signed is left.
    Dropped,
}

impl KeyAct {
    /// The word for people and for JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Activated => "activated",
            Self::Retired => "retired",
            Self::Dropped => "dropped",
        }
    }
}

/// Every key, oldest first.
pub async fn list(office: &Office) -> Result<Vec<SigningKey>, AdminError> {
    Ok(signing_keys::list(office.db.reader()).await?)
}

/// The key, without its private half.
pub fn describe(key: &SigningKey) -> Value {
    json!({
        "kid": key.id,
        "purpose": key.purpose.as_str(),
        "state": key.state.as_str(),
        "created_at": key.created_at,
        "activated_at": key.activate_at,
        "retired_at": key.retired_at,
        "expires_at": key.expires_at,
        "public_jwk": key.public_jwk,
    })
}

#[cfg(test)]
mod tests;
