//! The password beside a proof: who reads a mail is not yet who asked for it, where the proof comes from elsewhere.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Hindered;
use super::proving::{Proving, Purpose};
use super::verifying::{Unproven, counted};
use crate::app::Services;
use crate::authn::known_device::KnownDevice;
use crate::authn::password::{self, Denied};
use crate::authn::password_hash::HashError;
use crate::model::audit_event::Origin;
use crate::secret::Secret;
use crate::store::{StoreError, users};

/// What whoever comes with a link shows besides.
#[derive(Debug, Clone, Copy, Default)]
pub struct Voucher<'a> {
    /// The password that was typed.
    pub password: Option<&'a Secret>,
    /// The device, where it has signed in before.
    pub device: Option<&'a KnownDevice>,
}

/// The record once the password was right. A guess counts as one at the sign-in does, and towards the record's own few.
pub(super) async fn checked(
    app: &Services,
    (ticket, record): (&str, Proving),
    Voucher { password, device }: Voucher<'_>,
    origin: &Origin,
    now: DateTime<Utc>,
) -> Result<Proving, Unproven> {
    let whose = record.purpose.user_id();
    let Some(password) = password else { return Err(Unproven::WrongPassword(whose)) };
    if !record.takes_passwords() {
        return Err(Unproven::Over);
    }
    let (name, stored) = of_record(app, &record).await?;
    let vouched = password::vouches(app, &name, (password, stored.as_ref()), origin, device).await;
    let is_right = vouched.map_err(|denied| hindered(denied, whose))?;
    let tried = record.with_password_tried();
    // Of many at once one counts, and the others learn nothing.
    if !counted(app, ticket, (record, tried.clone()), now).await? {
        return Err(Hindered::Busy.into());
    }
    if is_right { Ok(tried) } else { Err(Unproven::WrongPassword(whose)) }
}

/// By which name the guess is counted, and the hash that it is compared with.
async fn of_record(app: &Services, record: &Proving) -> Result<(String, Option<Secret>), StoreError> {
    let address = record.address.clone();
    Ok(match &record.purpose {
        Purpose::Register { password_hash, .. } => (address, Some(Secret::new(password_hash.as_str()))),
        Purpose::Confirm { user_id, .. } | Purpose::Change { user_id, .. } => {
            match users::find(app.db.reader(), *user_id).await? {
                Some(user) => (user.login_name(), user.password_hash),
                None => (address, None),
            }
        }
        Purpose::Nothing => (address, None),
    })
}

fn hindered(denied: Denied, whose: Option<Uuid>) -> Unproven {
    match denied {
        Denied::Limited { retry_after } => Hindered::Limited { retry_after }.into(),
        Denied::Wrong | Denied::Unproven(_) => Unproven::WrongPassword(whose),
        Denied::Busy => Hindered::from(HashError::Busy).into(),
        Denied::Store(error) => error.into(),
        Denied::Counts(error) => error.into(),
    }
}
