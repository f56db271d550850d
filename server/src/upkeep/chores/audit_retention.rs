//! What was written late is sealed, and what is old goes.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Chore, ChoreError};
use crate::app::Services;
use crate::audit::notary::Notary;
use crate::audit::{chaining, retention};

pub(super) struct AuditRetention;

#[async_trait]
impl Chore for AuditRetention {
    fn name(&self) -> &'static str {
        "audit retention"
    }

    fn every(&self) -> Duration {
        Duration::from_hours(1)
    }

    async fn round(&self, services: &Services, now: DateTime<Utc>) -> Result<(), ChoreError> {
        chaining::seal_late(&services.db, now).await?;
        let notary = Notary::of(services);
        let longest = services.config.audit.retention;
        let gone = retention::remove_old(&services.db, notary, longest, now).await?;
        if gone > 0 {
            tracing::info!(gone, "events older than audit.retention removed");
        }
        Ok(())
    }
}
