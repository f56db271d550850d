//! Counting failed client authentications per client and source.
//!
//! A right secret is never counted. What is over the limit is remembered in the process, so that the
//! good path asks no store; the count itself is shared by all instances.

use std::time::Duration;

use chrono::{DateTime, Utc};
use moka::sync::Cache;

use crate::app::Services;
use crate::ephemeral::throttle::{Limit, Verdict};
use crate::model::audit_event::Origin;
use crate::protocol::error::{ErrorCode, OAuthError};

/// Who is over the limit at the moment.
#[derive(Debug)]
pub struct Refusals(Cache<(String, String), DateTime<Utc>>);

impl Default for Refusals {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(100_000).time_to_live(Duration::from_hours(1)).build())
    }
}

impl Refusals {
    pub(super) fn check(
        &self,
        client_id: &str,
        origin: &Origin,
        now: DateTime<Utc>,
    ) -> Result<(), OAuthError> {
        match self.0.get(&(client_id.to_owned(), origin.source())) {
            Some(until) if now < until => Err(slow_down(until, now)),
            _ => Ok(()),
        }
    }

    pub(super) async fn note(
        &self,
        app: &Services,
        client_id: &str,
        origin: &Origin,
        now: DateTime<Utc>,
    ) -> Result<(), OAuthError> {
        let Some(rate) = app.config.limits.client_auth.limit().filter(|_| !app.is_dev) else {
            return Ok(());
        };
        let source = origin.source();
        let limit = Limit::of("client_auth", &[client_id, &source], rate);
        // A failure stays counted: the reservation is not given back.
        match app.throttle.reserve(&[limit], now).await? {
            Verdict::Allowed(_) => Ok(()),
            Verdict::Limited { retry_after } => {
                let until = now + retry_after;
                self.0.insert((client_id.to_owned(), source), until);
                Err(slow_down(until, now))
            }
        }
    }
}

fn slow_down(until: DateTime<Utc>, now: DateTime<Utc>) -> OAuthError {
    let seconds = u64::try_from((until - now).num_seconds()).unwrap_or_default() + 1;
    ErrorCode::SlowDown
        .because("too many failed client authentications, try again later")
        .retry_after(seconds)
}
