//! A signed statement of how far the audit log was sealed.

use sea_orm::entity::prelude::*;

use crate::tag::{Owner, Retention, Tag, open};

/// The row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_checkpoint")]
pub struct Model {
    /// The number of the last event it speaks of.
    #[sea_orm(primary_key, auto_increment = false)]
    pub sequence: i64,
    /// When it was signed.
    pub made_at: i64,
    /// The signed statement.
    pub token: String,
}

impl ActiveModelBehavior for ActiveModel {}

/// What is said of each column.
pub const TAGS: &[Tag] = &[
    open("sequence", Owner::Operator, "the number of the last event it speaks of", Retention::Audit),
    open("made_at", Owner::Operator, "when it was signed", Retention::Audit),
    open("token", Owner::Operator, "the signed statement", Retention::Audit),
];
