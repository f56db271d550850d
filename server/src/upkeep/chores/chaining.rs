//! Events of the audit log are numbered and chained.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Chore, ChoreError};
use crate::app::Services;
use crate::audit::chaining;

/// So that an event is sealed soon after it has settled.
pub(in crate::upkeep) const EVERY: Duration = Duration::from_secs(5);

pub(super) struct Chaining;

#[async_trait]
impl Chore for Chaining {
    fn name(&self) -> &'static str {
        "sealing"
    }

    fn every(&self) -> Duration {
        EVERY
    }

    async fn round(&self, services: &Services, now: DateTime<Utc>) -> Result<(), ChoreError> {
        let sealed = chaining::seal(&services.db, now).await?;
        if sealed > 0 {
            tracing::debug!(sealed, "events sealed");
        }
        Ok(())
    }
}
