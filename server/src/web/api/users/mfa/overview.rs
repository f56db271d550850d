//! `GET /v1/users/me/mfa`.

use axum::Json;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::passkeys::Passkey;
use crate::account::factors;
use crate::store::remembered_devices::RememberedDevice;
use crate::web::Site;
use crate::web::api::person::Person;
use crate::web::api::problem::{Problem, ProblemDetails};
use crate::web::routes::Routes;

const PATH: &str = "/v1/users/me/mfa";

pub(super) fn routes() -> Routes {
    Routes::new().get(PATH, show)
}

/// What protects the account beside the password.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SecondFactors {
    /// Whether a second factor is asked for.
    enabled: bool,
    /// The authenticator app.
    totp: Option<App>,
    /// The passkeys, the oldest first.
    passkeys: Vec<Passkey>,
    /// How many backup codes are left.
    backup_codes: u64,
    /// Devices that are not asked.
    devices: Vec<Device>,
}

/// An authenticator app.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct App {
    /// Since when it counts.
    confirmed_at: DateTime<Utc>,
    /// When its codes were last used.
    last_used_at: Option<DateTime<Utc>>,
}

/// A device that is not asked for the second factor.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Device {
    /// Its browser.
    user_agent: Option<String>,
    /// Until when.
    until: DateTime<Utc>,
}

impl From<RememberedDevice> for Device {
    fn from(device: RememberedDevice) -> Self {
        Self { user_agent: device.user_agent, until: device.keep_until }
    }
}

/// The second factors
#[utoipa::path(
    get, path = PATH, tag = "Second factors", operation_id = "readSecondFactors",
    responses(
        (status = 200, body = SecondFactors),
        (status = 401, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 403, body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn show(site: Site, person: Person) -> Response {
    person.told(read(&site, &person).await)
}

async fn read(site: &Site, person: &Person) -> Result<Json<SecondFactors>, Problem> {
    let overview = factors::overview(site, &person.holder.user).await?;
    let last_used_at = overview.totp_used;
    Ok(Json(SecondFactors {
        enabled: overview.held.is_any(),
        totp: overview.totp_since.map(|confirmed_at| App { confirmed_at, last_used_at }),
        passkeys: overview.passkeys.iter().map(Passkey::of).collect(),
        backup_codes: overview.held.backup_codes,
        devices: overview.devices.into_iter().map(Device::from).collect(),
    }))
}
