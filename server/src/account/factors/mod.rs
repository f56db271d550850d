//! A person's second factors: which there are, removing them, fresh backup codes.

mod overview;
mod passkeys;
mod remove;
mod renew_codes;

use super::Holder;
use crate::app::Services;
use crate::mail::outbox::OutboxError;
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
    /// The second factor that was shown is the mailbox, which stands in for a sign-in and for nothing else.
    #[error("no factor of the person's own was shown")]
    ByMail,
    /// There is nothing of the kind.
    #[error("there is nothing to change")]
    Nothing,
    /// There is one, and there can be no other.
    #[error("there is one already")]
    Already,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The letter that tells of it could not be written.
    #[error(transparent)]
    Letter(#[from] OutboxError),
}

/// Passes whoever has just proved who they are, see [`Holder::is_fresh`].
pub async fn require_fresh(app: &Services, holder: &Holder) -> Result<(), Refused> {
    if holder.is_fresh(app).await? { Ok(()) } else { Err(Refused::NotFresh) }
}

/// Passes whoever has just shown a factor of their own: with the mailbox alone none is taken away (decision 0027).
pub async fn require_own_factor(app: &Services, holder: &Holder) -> Result<(), Refused> {
    require_fresh(app, holder).await?;
    let held = factors::held(app.db.reader(), holder.user.id).await?;
    if held.is_any() && !holder.authentication.has_own_factor() { Err(Refused::ByMail) } else { Ok(()) }
}

/// Passes whoever may set up an authenticator app: they have just proved who they are, and have none.
pub async fn may_set_up_totp(app: &Services, holder: &Holder) -> Result<(), Refused> {
    require_fresh(app, holder).await?;
    let held = factors::held(app.db.reader(), holder.user.id).await?;
    if held.totp { Err(Refused::Already) } else { Ok(()) }
}
