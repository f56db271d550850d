//! Devices that are not asked for a second factor for a while, by a cookie of their own.
//!
//! Being remembered spares the person's own second factor. It never stands for one: what an application, a role or an
//! essential `acr` demands is asked all the same, and `acr` says that one factor was shown.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::app::Services;
use crate::entropy::Entropy;
use crate::model::audit_event::Origin;
use crate::model::user::User;
use crate::secret::{Secret, same};
use crate::store::StoreError;
use crate::store::remembered_devices::{self, RememberedDevice};

/// The two parts of a device's cookie.
#[derive(Debug, Clone)]
pub struct DeviceCookie {
    /// Which device.
    pub id: Uuid,
    /// Its secret, whose digest the row holds.
    pub secret: Secret,
}

/// A device that will be remembered, and its cookie.
#[derive(Debug)]
pub struct NewDevice {
    /// The row.
    pub row: RememberedDevice,
    /// What the browser keeps.
    pub cookie: DeviceCookie,
}

/// Whether this browser is one that the person asked to remember.
pub async fn is_known(
    app: &Services,
    cookie: Option<&DeviceCookie>,
    user: &User,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let Some(cookie) = cookie.filter(|_| app.config.mfa.remember.is_some()) else { return Ok(false) };
    let found = remembered_devices::find(app.db.reader(), cookie.id, now).await?;
    Ok(found.is_some_and(|device| {
        device.user_id == user.id
            && device.user_epoch == user.epoch
            && same(&device.secret_digest, &cookie.secret.digest())
    }))
}

/// A device to remember, where the operator allows it.
pub fn new_device(app: &Services, user: &User, origin: &Origin, now: DateTime<Utc>) -> Option<NewDevice> {
    let life = app.config.mfa.remember?;
    let entropy: &dyn Entropy = &*app.entropy;
    let cookie = DeviceCookie { id: entropy.row_id(now), secret: Secret::new(entropy.token()) };
    let row = RememberedDevice {
        id: cookie.id,
        user_id: user.id,
        secret_digest: cookie.secret.digest(),
        user_epoch: user.epoch,
        user_agent: origin.user_agent.clone(),
        created_at: now,
        keep_until: now + life,
    };
    Some(NewDevice { row, cookie })
}
