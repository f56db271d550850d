//! Counting what is asked for: each is an attempt that stays counted, whatever comes of it.

use chrono::{DateTime, Utc};

use super::Hindered;
use crate::app::Services;
use crate::audit;
use crate::config::value::Rate;
use crate::ephemeral::throttle::{Limit, Verdict};
use crate::metrics::limits::LimitName;
use crate::model::audit_event::{AuditEvent, Outcome};

/// Counts one more of `parts`, where whoever asks is told of the limit. Who is refused leaves `event`; of one source not without
/// end. It must not say what was typed unless it is about a known person: nothing else would erase it with them.
///
/// # Errors
/// `Limited`, with how long to wait; or the counts fail.
pub(super) async fn count(
    app: &Services,
    (name, rate): (LimitName, Rate),
    parts: &[&str],
    event: AuditEvent,
    now: DateTime<Utc>,
) -> Result<(), Hindered> {
    let counted = silently(app, (name, rate), parts, now).await;
    if let Err(Hindered::Limited { .. }) = counted {
        let reason = Some(format!("limits.{} was reached", name.as_str()));
        let event = AuditEvent { outcome: Outcome::Refusal, reason, ..event };
        audit::note_refused(app, event, now).await.map_err(Hindered::Unrecorded)?;
    }
    counted
}

/// The same without an event, where there is one already.
pub(super) async fn silently(
    app: &Services,
    (name, rate): (LimitName, Rate),
    parts: &[&str],
    now: DateTime<Utc>,
) -> Result<(), Hindered> {
    let Some(rate) = rate.limit() else { return Ok(()) };
    match app.throttle.reserve(&[Limit::of(name, parts, rate)], now).await? {
        // Dropped, and so counted.
        Verdict::Allowed(_attempt) => Ok(()),
        Verdict::Limited { retry_after } => Err(Hindered::Limited { retry_after }),
    }
}

/// The same, where whoever asks must not learn of the limit: whether it holds.
pub(super) async fn allows(
    app: &Services,
    limit: (LimitName, Rate),
    parts: &[&str],
    now: DateTime<Utc>,
) -> Result<bool, Hindered> {
    match silently(app, limit, parts, now).await {
        Ok(()) => Ok(true),
        Err(Hindered::Limited { .. }) => Ok(false),
        Err(other) => Err(other),
    }
}
