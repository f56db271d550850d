//! A person's second factors: which there are, removing them, fresh backup codes.

mod overview;
mod passkeys;
mod remove;
mod renew_codes;

use crate::app::Services;
use crate::authn::fresh;
use crate::mail::outbox::OutboxError;
use crate::model::session::SignedIn;
use crate::store::{StoreError, factors};

pub use overview::{Overview, overview};
pub use passkeys::{remove_passkey, rename_passkey};
pub use remove::{forget_devices, remove_totp};
pub use renew_codes::renew_codes;

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The sign-in is too old, or showed one factor of two: the person signs in once more.
    #[error("the sign-in is not fresh")]
    NotFresh,
    /// There is nothing of the kind.
    #[error("there is nothing to change")]
    Nothing,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The letter that tells of it could not be written.
    #[error(transparent)]
    Letter(#[from] OutboxError),
}

/// Passes whoever has just proved who they are, see [`fresh::is_fresh`].
pub async fn require_fresh(app: &Services, signed_in: &SignedIn) -> Result<(), Refused> {
    let held = factors::held(app.db.reader(), signed_in.user.id).await?;
    if fresh::is_fresh(&signed_in.session.authentication, held, app.clock.now()) {
        Ok(())
    } else {
        Err(Refused::NotFresh)
    }
}
