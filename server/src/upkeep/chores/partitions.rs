//! Partitions of the audit log are made before their week begins.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Chore, ChoreError};
use crate::app::Services;
use crate::store::partitions;

pub(super) struct Partitions;

#[async_trait]
impl Chore for Partitions {
    fn name(&self) -> &'static str {
        "partitions"
    }

    fn every(&self) -> Duration {
        Duration::from_hours(1)
    }

    async fn round(&self, services: &Services, now: DateTime<Utc>) -> Result<(), ChoreError> {
        partitions::make_ahead(&services.db, now).await?;
        Ok(())
    }
}
