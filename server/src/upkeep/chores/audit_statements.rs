//! How far the audit log is sealed is signed every hour, and again when the log has another key.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Chore, ChoreError};
use crate::app::Services;
use crate::audit::notary::Notary;
use crate::audit::statements;

pub(super) struct AuditStatements;

#[async_trait]
impl Chore for AuditStatements {
    fn name(&self) -> &'static str {
        "audit statements"
    }

    fn every(&self) -> Duration {
        Duration::from_mins(1)
    }

    async fn round(&self, services: &Services, now: DateTime<Utc>) -> Result<(), ChoreError> {
        statements::keep_up(&services.db, Notary::of(services), now).await?;
        Ok(())
    }
}
