//! Mails that are due are sent.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Chore, ChoreError};
use crate::app::Services;
use crate::mail::delivery;

pub(super) struct Mail;

#[async_trait]
impl Chore for Mail {
    fn name(&self) -> &'static str {
        "mail"
    }

    fn every(&self) -> Duration {
        Duration::from_secs(2)
    }

    async fn round(&self, services: &Services, now: DateTime<Utc>) -> Result<(), ChoreError> {
        delivery::round(services, now).await?;
        Ok(())
    }
}
