//! Keys are kept in step with time: the next one published, then active, the last one retired and dropped.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Chore, ChoreError};
use crate::admin::{self, Office};
use crate::app::Services;

pub(super) struct Keys;

#[async_trait]
impl Chore for Keys {
    fn name(&self) -> &'static str {
        "keys"
    }

    fn every(&self) -> Duration {
        Duration::from_mins(1)
    }

    async fn round(&self, services: &Services, _now: DateTime<Utc>) -> Result<(), ChoreError> {
        admin::keys::keep_up(&Office::of(services)).await?;
        Ok(())
    }
}
