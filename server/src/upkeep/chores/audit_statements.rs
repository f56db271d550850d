//! How far the audit log is sealed is signed every hour, and again when the key that has signed it is gone.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Chore, ChoreError};
use crate::app::Services;
use crate::audit::statements::{self, Notary};

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
        let notary = Notary { keys: &services.keys, issuer: &services.issuer };
        statements::keep_up(&services.db, notary, now).await?;
        Ok(())
    }
}
