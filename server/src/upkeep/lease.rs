//! Which instance does the background work. The lease is in the database, and is asked for or renewed when half of it is
//! over: an idle instance writes twice a minute.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Mutex;

use crate::app::Services;
use crate::causes::with_causes;
use crate::store::{StoreError, leases};

/// An instance that vanished keeps the work from others for so long.
pub(super) const LASTS: TimeDelta = TimeDelta::seconds(60);
/// When to ask again, whether it is ours or not.
pub(super) const ASK_AFTER: TimeDelta = TimeDelta::seconds(30);

/// This instance's part in the lease.
pub(super) struct Lease {
    services: Arc<Services>,
    holder: String,
    known: Mutex<Known>,
}

#[derive(Clone, Copy)]
struct Known {
    is_ours: bool,
    ask_at: DateTime<Utc>,
}

impl Lease {
    pub(super) fn of(services: &Arc<Services>) -> Self {
        let known = Mutex::new(Known { is_ours: false, ask_at: DateTime::UNIX_EPOCH });
        Self { services: Arc::clone(services), holder: services.entropy.token(), known }
    }

    /// Whether the work is this instance's now.
    pub(super) async fn is_ours(&self) -> bool {
        let mut known = self.known.lock().await;
        let now = self.services.clock.now();
        // A clock that was set back must not leave the work undone until it has caught up.
        if now >= known.ask_at || known.ask_at - now > ASK_AFTER {
            let is_ours = match self.take(now).await {
                Ok(taken) => taken,
                Err(error) => {
                    tracing::warn!(
                        error = with_causes(&error),
                        "who does the background work cannot be asked"
                    );
                    *known = Known { is_ours: false, ask_at: now };
                    return false;
                }
            };
            if is_ours != known.is_ours {
                tracing::debug!(is_ours, "the background work has moved");
            }
            *known = Known { is_ours, ask_at: now + ASK_AFTER };
        }
        known.is_ours
    }

    /// Lets another instance take the work up at once.
    pub(super) async fn give_up(&self) {
        if !self.known.lock().await.is_ours {
            return;
        }
        let holder = self.holder.clone();
        if let Err(error) = self.services.db.write(async move |tx| leases::give_up(tx, &holder).await).await {
            tracing::debug!(error = with_causes(&error), "the lease ends by itself");
        }
    }

    async fn take(&self, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let holder = self.holder.clone();
        self.services
            .db
            .write(async move |tx| leases::take(tx, leases::UPKEEP, &holder, now + LASTS, now).await)
            .await
    }
}

impl fmt::Debug for Lease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Lease({})", self.holder)
    }
}
