//! Removing a second factor, and forgetting devices.

use serde_json::json;

use super::{Refused, require_fresh};
use crate::app::Services;
use crate::audit;
use crate::mail::letters::FactorChange;
use crate::mail::notices;
use crate::model::audit_event::{Actor, AuditEvent, EventKind, Origin};
use crate::model::session::SignedIn;
use crate::store::{StoreError, auth_events, factors, mails, remembered_devices, totp};

/// Removes the authenticator app. With the last factor go backup codes and remembered devices.
pub async fn remove_totp(app: &Services, signed_in: &SignedIn, origin: &Origin) -> Result<(), Refused> {
    require_fresh(app, signed_in).await?;
    let user = signed_in.user.id;
    let event = AuditEvent {
        detail: Some(json!({"factor": "totp"})),
        ..by(signed_in, EventKind::MfaRemoved, origin)
    };
    let now = app.clock.now();
    let recorded = audit::prepare(event, &*app.entropy, now);
    let notice = notices::of_factor(app, &signed_in.user, FactorChange::AppRemoved, now)?;
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
pub async fn forget_devices(
    app: &Services,
    signed_in: &SignedIn,
    origin: &Origin,
) -> Result<u64, StoreError> {
    let user = signed_in.user.id;
    let event = by(signed_in, EventKind::DevicesForgotten, origin);
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

pub(super) fn by(signed_in: &SignedIn, kind: EventKind, origin: &Origin) -> AuditEvent {
    AuditEvent {
        actor: Actor::Person(signed_in.user.id),
        user_id: Some(signed_in.user.id),
        session_id: Some(signed_in.session.id),
        ..AuditEvent::of(kind, origin)
    }
}
