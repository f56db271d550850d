//! Naming and removing a passkey.

use super::{Refused, require_fresh, require_own_factor};
use crate::account::Holder;
use crate::app::Services;
use crate::audit;
use crate::authn::passkey_ways::{cut, detail};
use crate::mail::letters::FactorChange;
use crate::mail::notices;
use crate::model::audit_event::{AuditEvent, EventKind};
use crate::store::{StoreError, auth_events, factors, mails, passkeys};

/// Removes a passkey. With the last factor go backup codes and remembered devices.
pub async fn remove_passkey(app: &Services, holder: &Holder, id: &[u8]) -> Result<(), Refused> {
    require_own_factor(app, holder).await?;
    let (user, id) = (holder.user.id, id.to_vec());
    let event = AuditEvent { detail: Some(detail()), ..holder.event(EventKind::MfaRemoved) };
    let now = app.clock.now();
    let recorded = audit::prepare(event, &*app.entropy, now);
    let notice = notices::of_factor(app, &holder.user, FactorChange::PasskeyRemoved, now)?;
    let removed = app.db.write(async move |tx| {
        let is_removed = passkeys::delete(tx, &id, user).await?;
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

/// Gives a passkey another name.
pub async fn rename_passkey(app: &Services, holder: &Holder, id: &[u8], label: &str) -> Result<(), Refused> {
    require_fresh(app, holder).await?;
    let (user, id, label) = (holder.user.id, id.to_vec(), cut(label));
    let event = AuditEvent { detail: Some(detail()), ..holder.event(EventKind::MfaRenamed) };
    let recorded = audit::prepare(event, &*app.entropy, app.clock.now());
    let renamed = app.db.write(async move |tx| {
        let is_renamed = passkeys::rename(tx, &id, user, &label).await?;
        if is_renamed {
            auth_events::insert(tx, &recorded).await?;
        }
        Ok::<_, StoreError>(is_renamed)
    });
    if renamed.await? { Ok(()) } else { Err(Refused::Nothing) }
}
