//! Why an operator's wish was not carried out.

use super::Problems;
use crate::audit::notary::StatementError;
use crate::authn::password_hash::HashError;
use crate::keys::KeyError;
use crate::mail::outbox::OutboxError;
use crate::store::StoreError;

/// A wish that was refused, or a fault on the way. The text is for the operator.
#[derive(Debug, thiserror::Error)]
pub enum AdminError {
    /// The metadata of a client breaks rules; the code is that of RFC 7591 section 3.2.2.
    #[error("{code}: {0}", code = registration_code(.0))]
    Metadata(Problems),
    /// What was given of a person breaks rules.
    #[error("{0}")]
    Claims(Problems),
    /// There is none.
    #[error("there is no {what} {id:?}; `signet {what} list` shows those there are")]
    NotFound {
        /// `client`, `user` or `key`.
        what: &'static str,
        /// What was asked for.
        id: String,
    },
    /// A name is in use.
    #[error("{0}")]
    Taken(String),
    /// A rule forbids it.
    #[error("{0}")]
    Refused(String),
    /// Somebody else changes the same thing all the time.
    #[error("somebody else changed it at the same time; try again")]
    Contended,
    /// The store was sealed under another master key.
    #[error(
        "the master key is not the one that this database was sealed under; set sealing.master_key to that key, or \
         keep it as sealing.master_key_previous beside the new one until `signet key rewrap` has run"
    )]
    MasterKey,
    /// One record does not open.
    #[error("{0} opens neither under sealing.master_key nor under sealing.master_key_previous")]
    Sealed(String),
    /// The list to import could not be read further.
    #[error("the input could not be read: {0}")]
    Input(#[from] std::io::Error),
    /// Passwords could not be hashed.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// A key could not be made.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A letter could not be written.
    #[error(transparent)]
    Letter(#[from] OutboxError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl AdminError {
    /// A word for programs; of a client's metadata that of RFC 7591 section 3.2.2.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Metadata(problems) => registration_code(problems),
            Self::Claims(_) => "invalid_claims",
            Self::NotFound { .. } => "not_found",
            Self::Taken(_) => "taken",
            Self::Refused(_) => "refused",
            Self::Contended => "contended",
            Self::MasterKey | Self::Sealed(_) => "wrong_master_key",
            Self::Input(_) | Self::Hash(_) | Self::Key(_) | Self::Letter(_) | Self::Store(_) => "failed",
        }
    }
}

impl From<StatementError> for AdminError {
    fn from(error: StatementError) -> Self {
        match error {
            StatementError::Store(error) => error.into(),
            StatementError::Key(error) => error.into(),
        }
    }
}

fn registration_code(problems: &Problems) -> &'static str {
    if problems.iter().all(|problem| problem.member == "redirect_uris") {
        "invalid_redirect_uri"
    } else {
        "invalid_client_metadata"
    }
}
