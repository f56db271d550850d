//! Events of refused requests that anybody can send: one each, and only so many of one source, since nobody may fill the
//! log by asking badly. The answer stays the same; what goes unrecorded is told in the request's log line.

use chrono::{DateTime, Utc};

use super::{prepare, record};
use crate::app::Services;
use crate::ephemeral::throttle::{Limit, Verdict};
use crate::metrics::limits::LimitName;
use crate::model::audit_event::{AuditEvent, Origin};
use crate::protocol::error::OAuthError;

/// Under which name the sources over the limit are remembered: a space is in no client's id.
const WHAT: &str = "refused requests";

/// Writes the event, unless its source has had as many as `limits.client_auth` allows failures.
///
/// # Errors
/// When the store fails.
pub async fn note_refused(app: &Services, event: AuditEvent, now: DateTime<Utc>) -> Result<(), OAuthError> {
    if is_over(app, &event.origin, now).await? {
        return Ok(());
    }
    Ok(record(&app.db, prepare(event, &*app.entropy, now)).await?)
}

async fn is_over(app: &Services, origin: &Origin, now: DateTime<Utc>) -> Result<bool, OAuthError> {
    let Some(rate) = app.config.limits.client_auth.limit().filter(|_| !app.is_dev) else { return Ok(false) };
    let source = origin.source();
    // Whoever is over it costs the store nothing more.
    if app.refusals.until(WHAT, &source, now).is_some() {
        app.metrics.limits.reached(LimitName::Refused);
        return Ok(true);
    }
    match app.throttle.reserve(&[Limit::of(LimitName::Refused, &[&source], rate)], now).await? {
        Verdict::Allowed(_) => Ok(false),
        Verdict::Limited { retry_after } => {
            app.refusals.remember(WHAT, &source, now + retry_after);
            Ok(true)
        }
    }
}
