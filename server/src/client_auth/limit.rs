//! Counting failed client authentications per client and source. A right proof is never counted.

use chrono::{DateTime, Utc};

use crate::app::Services;
use crate::ephemeral::throttle::{Limit, Verdict};
use crate::metrics::limits::LimitName;
use crate::model::audit_event::Origin;
use crate::protocol::error::{ErrorCode, OAuthError};

/// Refuses a client that is over its limit, before anything is evaluated.
pub(super) fn check(
    app: &Services,
    client_id: &str,
    origin: &Origin,
    now: DateTime<Utc>,
) -> Result<(), OAuthError> {
    let Some(until) = app.refusals.until(client_id, &origin.source(), now) else { return Ok(()) };
    app.metrics.limits.reached(LimitName::ClientAuth);
    Err(slow_down(until, now))
}

/// Counts a failure.
pub(super) async fn note(
    app: &Services,
    client_id: &str,
    origin: &Origin,
    now: DateTime<Utc>,
) -> Result<(), OAuthError> {
    let Some(rate) = app.config.limits.client_auth.limit().filter(|_| !app.is_dev) else { return Ok(()) };
    let source = origin.source();
    let limit = Limit::of(LimitName::ClientAuth, &[client_id, &source], rate);
    // A failure stays counted: the reservation is not given back.
    match app.throttle.reserve(&[limit], now).await? {
        Verdict::Allowed(_) => Ok(()),
        Verdict::Limited { retry_after } => {
            let until = now + retry_after;
            app.refusals.remember(client_id, &source, until);
            Err(slow_down(until, now))
        }
    }
}

fn slow_down(until: DateTime<Utc>, now: DateTime<Utc>) -> OAuthError {
    let seconds = u64::try_from((until - now).num_seconds()).unwrap_or_default() + 1;
    ErrorCode::SlowDown
        .because("too many failed client authentications, try again later")
        .retry_after(seconds)
}
