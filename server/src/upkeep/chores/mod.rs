//! The pieces of background work, one a file.

mod audit_retention;
mod audit_statements;
mod chaining;
mod keys;
mod mail;
mod partitions;
mod sweeping;

pub(super) use self::chaining::EVERY as SEALS_EVERY;

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::admin::AdminError;
use crate::app::Services;
use crate::audit::notary::StatementError;
use crate::store::StoreError;

/// Every one of them.
pub(super) const CHORES: &[&dyn Chore] = &[
    &keys::Keys,
    &mail::Mail,
    &sweeping::Sweeping,
    &partitions::Partitions,
    &chaining::Chaining,
    &audit_statements::AuditStatements,
    &audit_retention::AuditRetention,
];

/// A piece of background work.
#[async_trait]
pub(super) trait Chore: Sync {
    /// As logs call it.
    fn name(&self) -> &'static str;

    /// How often it is looked at.
    fn every(&self) -> Duration;

    /// Does what there is to do at `now`, and no more than takes a moment.
    async fn round(&self, services: &Services, now: DateTime<Utc>) -> Result<(), ChoreError>;
}

/// Why a round was not finished.
#[derive(Debug, thiserror::Error)]
pub(super) enum ChoreError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Admin(#[from] AdminError),
    #[error(transparent)]
    Statement(#[from] StatementError),
}
