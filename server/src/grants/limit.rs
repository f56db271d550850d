//! Limits on token requests, successes too: off unless configured.

use super::Exchange;
use crate::app::Services;
use crate::ephemeral::throttle::{Limit, Verdict};
use crate::keys::token_tag::Kind;
use crate::metrics::limits::LimitName;
use crate::protocol::error::{ErrorCode, OAuthError};

/// Counts this request against the client's limit and, for a refresh token, against its chain's.
pub(super) async fn check(app: &Services, request: Exchange<'_>) -> Result<(), OAuthError> {
    if app.is_dev {
        return Ok(());
    }
    let mut limits = Vec::new();
    if let Some(rate) = app.config.limits.token.limit() {
        limits.push(Limit::of(LimitName::Token, &[&request.client.id], rate));
    }
    if let Some(rate) = app.config.limits.refresh.limit()
        && let Some(chain) = chain(app, request)
    {
        limits.push(Limit::of(LimitName::Refresh, &[&chain], rate));
    }
    if limits.is_empty() {
        return Ok(());
    }
    match app.throttle.reserve(&limits, request.now).await? {
        Verdict::Allowed(_) => Ok(()),
        Verdict::Limited { retry_after } => {
            let seconds = u64::try_from(retry_after.num_seconds()).unwrap_or_default().max(1);
            Err(ErrorCode::SlowDown.because("too many token requests, try again later").retry_after(seconds))
        }
    }
}

/// The family of the refresh token in the request. A guess has none.
fn chain(app: &Services, request: Exchange<'_>) -> Option<String> {
    let token = request.form.value("refresh_token")?;
    let derived = app.keys.current().recognise(token, request.now)?;
    (derived.kind() == Kind::Refresh).then(|| derived.family.to_string())
}
