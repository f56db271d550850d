//! Events of the audit log are numbered and chained.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Chore, ChoreError};
use crate::app::Services;
use crate::audit::sealing;

pub(super) struct Sealing;

#[async_trait]
impl Chore for Sealing {
    fn name(&self) -> &'static str {
        "sealing"
    }

    fn every(&self) -> Duration {
        Duration::from_secs(5)
    }

    async fn round(&self, services: &Services, now: DateTime<Utc>) -> Result<(), ChoreError> {
        let sealed = sealing::seal(&services.db, now).await?;
        if sealed > 0 {
            tracing::debug!(sealed, "events sealed");
        }
        Ok(())
    }
}
