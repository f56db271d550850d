//! Why something a stranger asked for was not done, where it is nobody's typing.

use chrono::TimeDelta;

use crate::authn::password_hash::HashError;
use crate::ephemeral::lossy::LossyError;
use crate::mail::outbox::OutboxError;
use crate::protocol::error::OAuthError;
use crate::store::StoreError;

/// Why nothing was done, where it is nobody's typing.
#[derive(Debug, thiserror::Error)]
pub enum Hindered {
    /// Asked too often.
    #[error("asked too often")]
    Limited {
        /// How long to wait.
        retry_after: TimeDelta,
    },
    /// Too many passwords are being hashed.
    #[error("too many passwords are being hashed")]
    Busy,
    /// It is not offered here: there is no mail, or it is switched off.
    #[error("this is not offered here")]
    NotOffered,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The counts failed.
    #[error(transparent)]
    Counts(#[from] LossyError),
    /// A letter could not be written.
    #[error(transparent)]
    Letter(#[from] OutboxError),
    /// It could not be recorded that something was refused.
    #[error("a refusal could not be recorded")]
    Unrecorded(OAuthError),
    /// A stored hash is damaged.
    #[error("a stored hash is damaged")]
    Damaged,
}

impl From<HashError> for Hindered {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Busy => Self::Busy,
            HashError::Malformed => Self::Damaged,
        }
    }
}

impl From<Hindered> for OAuthError {
    fn from(error: Hindered) -> Self {
        match error {
            Hindered::Store(error) => error.into(),
            Hindered::Counts(error) => error.into(),
            Hindered::Unrecorded(error) => error,
            Hindered::Busy => Self::unavailable(Hindered::Busy),
            other => Self::server(other),
        }
    }
}
