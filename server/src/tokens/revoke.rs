//! Ending what was given out: in a transaction of its own, committed before the refusal is told, so
//! that no error on the way back takes it with it.

use chrono::{DateTime, Utc};

use crate::app::Services;
use crate::audit;
use crate::model::audit_event::AuditEvent;
use crate::model::mail::Mail;
use crate::model::token_family::TokenFamily;
use crate::store::{StoreError, auth_events, mails, sessions, token_families};

/// Ends a family, with `ends_session` its session and that session's other families too; one event.
/// What had ended before stays as it was, and no second event is written, nor a second letter where there is one.
pub async fn family(
    app: &Services,
    family: &TokenFamily,
    ends_session: bool,
    (event, letter): (AuditEvent, Option<Mail>),
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let because = event.kind.as_str();
    let recorded = audit::prepare(event, &*app.entropy, now);
    let (id, session) = (family.id, family.session_id);
    app.db
        .write(async move |tx| {
            let was_live = token_families::revoke(tx, id, because, now).await?;
            if was_live && ends_session {
                sessions::end(tx, session, now).await?;
                token_families::revoke_of_session(tx, session, &[], because, now).await?;
            }
            if was_live {
                auth_events::insert(tx, &recorded).await?;
                if let Some(letter) = &letter {
                    mails::insert(tx, letter).await?;
                }
            }
            Ok(was_live)
        })
        .await
}
