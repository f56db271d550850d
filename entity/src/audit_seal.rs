//! Events of the audit log that were sealed together.

use sea_orm::entity::prelude::*;

use crate::tag::{Owner, Retention, Tag, open};

/// The row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_seal")]
pub struct Model {
    /// The number of the first event.
    #[sea_orm(primary_key, auto_increment = false)]
    pub first: i64,
    /// The number of the last one.
    pub last: i64,
    /// When they were sealed.
    pub sealed_at: i64,
    /// When the earliest of them happened.
    pub earliest_at: i64,
    /// When the latest of them happened.
    pub latest_at: i64,
    /// Id and digest of each, in the order of their numbers.
    pub events: Vec<u8>,
    /// The digest over everything up to the last one.
    pub chain: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What is said of each column.
pub const TAGS: &[Tag] = &[
    open("first", Owner::Operator, "the number of the first event", Retention::Audit),
    open("last", Owner::Operator, "the number of the last one", Retention::Audit),
    open("sealed_at", Owner::Operator, "when they were sealed", Retention::Audit),
    open("earliest_at", Owner::Operator, "when the earliest of them happened", Retention::Audit),
    open("latest_at", Owner::Operator, "when the latest of them happened", Retention::Audit),
    open("events", Owner::Operator, "id and digest of each, in the order of their numbers", Retention::Audit),
    open("chain", Owner::Operator, "the digest over everything up to the last one", Retention::Audit),
];
