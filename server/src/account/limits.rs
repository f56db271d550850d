//! Counting what is asked for: each is an attempt that stays counted, whatever comes of it.

use chrono::{DateTime, Utc};

use super::Hindered;
use crate::app::Services;
use crate::config::value::Rate;
use crate::ephemeral::throttle::{Limit, Verdict};
use crate::metrics::limits::LimitName;

/// Counts one more of `parts`.
///
/// # Errors
/// `Limited`, with how long to wait; or the counts fail.
pub(super) async fn count(
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
    match count(app, limit, parts, now).await {
        Ok(()) => Ok(true),
        Err(Hindered::Limited { .. }) => Ok(false),
        Err(other) => Err(other),
    }
}
