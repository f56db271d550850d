//! How far the audit log is sealed: one row, moved by whoever seals.

use sea_orm::entity::prelude::*;

use crate::tag::{Owner, Retention, Tag, open};

/// The row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_head")]
pub struct Model {
    /// Always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// The number of the last sealed event.
    pub sequence: i64,
    /// The digest over everything up to it.
    pub chain: Vec<u8>,
    /// Events before it have been looked at.
    pub looked_until: i64,
}

impl ActiveModelBehavior for ActiveModel {}

/// What is said of each column.
pub const TAGS: &[Tag] = &[
    open("id", Owner::Operator, "always 1", Retention::Audit),
    open("sequence", Owner::Operator, "the number of the last sealed event", Retention::Audit),
    open("chain", Owner::Operator, "the digest over everything up to it", Retention::Audit),
    open("looked_until", Owner::Operator, "events before it have been looked at", Retention::Audit),
];
