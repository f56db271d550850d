//! What retention has removed from the audit log, signed.

use sea_orm::entity::prelude::*;

use crate::tag::{Owner, Retention, Tag, open};

/// The row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_tombstone")]
pub struct Model {
    /// Events before it are gone.
    #[sea_orm(primary_key, auto_increment = false)]
    pub before: i64,
    /// The number of the last event whose seal is gone.
    pub sequence: i64,
    /// The digest over everything up to that one.
    pub chain: Vec<u8>,
    /// How many went with this step.
    pub events: i64,
    /// When it was signed.
    pub made_at: i64,
    /// The signed statement.
    pub token: String,
}

impl ActiveModelBehavior for ActiveModel {}

/// What is said of each column.
pub const TAGS: &[Tag] = &[
    open("before", Owner::Operator, "events before it are gone", Retention::Audit),
    open("sequence", Owner::Operator, "the number of the last event whose seal is gone", Retention::Audit),
    open("chain", Owner::Operator, "the digest over everything up to that one", Retention::Audit),
    open("events", Owner::Operator, "how many went with this step", Retention::Audit),
    open("made_at", Owner::Operator, "when it was signed", Retention::Audit),
    open("token", Owner::Operator, "the signed statement", Retention::Audit),
];
