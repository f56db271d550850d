//! What a person has, to be shown to them: never a secret of it.

use chrono::{DateTime, Utc};

use crate::app::Services;
use crate::model::factor::Held;
use crate::model::user::User;
use crate::store::passkeys::{self, StoredPasskey};
use crate::store::remembered_devices::{self, RememberedDevice};
use crate::store::{StoreError, factors, totp};

/// The factors of a person.
#[derive(Debug)]
pub struct Overview {
    /// Which there are.
    pub held: Held,
    /// Since when there is an authenticator app.
    pub totp_since: Option<DateTime<Utc>>,
    /// When its codes were last used.
    pub totp_used: Option<DateTime<Utc>>,
    /// The passkeys.
    pub passkeys: Vec<StoredPasskey>,
    /// Devices that are not asked.
    pub devices: Vec<RememberedDevice>,
}

/// What the person has.
pub async fn overview(app: &Services, user: &User) -> Result<Overview, StoreError> {
    let db = app.db.reader();
    let held = factors::held(db, user.id).await?;
    let totp = totp::find(db, user.id).await?;
    let devices = remembered_devices::list(db, user.id, app.clock.now()).await?;
    Ok(Overview {
        held,
        passkeys: passkeys::of(db, user.id).await?,
        totp_since: totp.as_ref().map(|totp| totp.confirmed_at),
        totp_used: totp.and_then(|totp| totp.last_used_at),
        devices: devices.into_iter().filter(|device| device.user_epoch == user.epoch).collect(),
    })
}
