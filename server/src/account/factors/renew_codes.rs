//! A fresh set of backup codes; the old ones are worth nothing from then on.

use super::{Refused, require_own_factor};
use crate::account::Holder;
use crate::app::Services;
use crate::audit;
use crate::authn::backup_code;
use crate::mail::letters::FactorChange;
use crate::mail::notices;
use crate::model::audit_event::EventKind;
use crate::secret::Secret;
use crate::store::{StoreError, auth_events, backup_codes, factors, mails};

/// The codes, to be shown now or never.
pub async fn renew_codes(app: &Services, holder: &Holder) -> Result<Vec<Secret>, Refused> {
    require_own_factor(app, holder).await?;
    let (user, now) = (holder.user.id, app.clock.now());
    let (shown, digests) = backup_code::fresh_set(app, user).await?;
    let recorded = audit::prepare(holder.event(EventKind::BackupCodesMade), &*app.entropy, now);
    let notice = notices::of_factor(app, &holder.user, FactorChange::CodesRenewed, now)?;
    let made = app.db.write(async move |tx| {
        // They stand in for a factor: without one they would be the only one.
        let has_factor = factors::held(tx, user).await?.is_any();
        if has_factor {
            backup_codes::replace(tx, user, digests, now).await?;
            if let Some(notice) = &notice {
                mails::insert(tx, notice).await?;
            }
            auth_events::insert(tx, &recorded).await?;
        }
        Ok::<_, StoreError>(has_factor)
    });
    if made.await? { Ok(shown) } else { Err(Refused::Nothing) }
}
