//! Our own faults in the protocol's words: what a client is told when the store or a key fails.
//!
//! Lives beside `app`, above the rooms whose errors it knows and below those that use `?` on them.

use crate::ephemeral::lossy::LossyError;
use crate::keys::KeyError;
use crate::protocol::error::OAuthError;
use crate::store::StoreError;

impl From<StoreError> for OAuthError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy | StoreError::NoConnection(_) | StoreError::Unavailable(_) => {
                Self::unavailable(error)
            }
            other => Self::server(other),
        }
    }
}

impl From<KeyError> for OAuthError {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Busy => Self::unavailable(error),
            other => Self::server(other),
        }
    }
}

impl From<LossyError> for OAuthError {
    fn from(error: LossyError) -> Self {
        Self::unavailable(error)
    }
}
