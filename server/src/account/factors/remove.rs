//! Removing a second factor, and forgetting devices.

use serde_json::json;

use super::{Refused, require_own_factor};
use crate::account::Holder;
use crate::app::Services;
use crate::audit;
use crate::mail::letters::FactorChange;
use crate::mail::notices;
use crate::model::audit_event::{AuditEvent, EventKind};
use crate::store::{StoreError, auth_events, factors, mails, remembered_devices, totp};

/// Removes the authenticator app. With the last factor go backup codes and remembered devices.
pub async fn remove_totp(app: &Services, holder: &Holder) -> Result<(), Refused> {
    require_own_factor(app, holder).await?;
    let user = holder.user.id;
    let event = AuditEvent { detail: Some(json!({"factor": "totp"})), ..holder.event(EventKind::MfaRemoved) };
    let now = app.clock.now();
    let recorded = audit::prepare(event, &*app.entropy, now);
    let notice = notices::of_factor(app, &holder.user, FactorChange::AppRemoved, now)?;
    let removed = app.db.write(async move |tx| {
        let is_removed = totp::delete(tx, user).await?;
        if is_removed {
            factors::tidy(tx, user).await?;
            if let Some(notice) = &notice {
                mails::insert(tx, notice).await?;
            }
            auth_events::insert(tx, &recorded).await?;
        }
        Ok::<_, StoreError>(is_removed)
    });
    if removed.await? { Ok(()) } else { Err(Refused::Nothing) }
}

/// Forgets every device: each is asked for the second factor again. This makes nothing weaker, and needs no fresh sign-in.
pub async fn forget_devices(app: &Services, holder: &Holder) -> Result<u64, StoreError> {
    let user = holder.user.id;
    let event = holder.event(EventKind::DevicesForgotten);
    let recorded = audit::prepare(event, &*app.entropy, app.clock.now());
    let forgotten = app.db.write(async move |tx| {
        let forgotten = remembered_devices::delete_all(tx, user).await?;
        if forgotten > 0 {
            auth_events::insert(tx, &recorded).await?;
        }
        Ok::<_, StoreError>(forgotten)
    });
    forgotten.await
}
