//! Rows whose time is over are removed, and the write-ahead log of SQLite is cut.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Chore, ChoreError};
use crate::app::Services;
use crate::store::{maintenance, sweeping};

pub(super) struct Sweeping;

#[async_trait]
impl Chore for Sweeping {
    fn name(&self) -> &'static str {
        "sweeping"
    }

    fn every(&self) -> Duration {
        Duration::from_mins(1)
    }

    async fn round(&self, services: &Services, now: DateTime<Utc>) -> Result<(), ChoreError> {
        let swept = sweeping::expired(&services.db, now).await?;
        if swept > 0 {
            tracing::debug!(swept, "expired rows removed");
        }
        maintenance::checkpoint(&services.db).await?;
        Ok(())
    }
}
