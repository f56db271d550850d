//! Naming and removing a passkey.

use super::remove::by;
use super::{Refused, require_fresh};
use crate::app::Services;
use crate::audit;
use crate::authn::passkey_ways::detail;
use crate::mail::letters::FactorChange;
use crate::mail::notices;
use crate::model::audit_event::{AuditEvent, EventKind, Origin};
use crate::model::session::SignedIn;
use crate::store::{StoreError, auth_events, factors, mails, passkeys};

/// Removes a passkey. With the last factor go backup codes and remembered devices.
pub async fn remove_passkey(
    app: &Services,
    signed_in: &SignedIn,
    id: &[u8],
    origin: &Origin,
) -> Result<(), Refused> {
    require_fresh(app, signed_in).await?;
    let (user, id) = (signed_in.user.id, id.to_vec());
    let event = AuditEvent { detail: Some(detail()), ..by(signed_in, EventKind::MfaRemoved, origin) };
    let now = app.clock.now();
    let recorded = audit::prepare(event, &*app.entropy, now);
    let notice = notices::of_factor(app, &signed_in.user, FactorChange::PasskeyRemoved, now)?;
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
pub async fn rename_passkey(
    app: &Services,
    signed_in: &SignedIn,
    id: &[u8],
    label: &str,
    origin: &Origin,
) -> Result<(), Refused> {
    require_fresh(app, signed_in).await?;
    let (user, id, label) = (signed_in.user.id, id.to_vec(), label.to_owned());
    let event = AuditEvent { detail: Some(detail()), ..by(signed_in, EventKind::MfaRenamed, origin) };
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
