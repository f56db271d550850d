//! A short-lived record whose loss would revive or break something.

use sea_orm::entity::prelude::*;

use crate::tag::{Owner, Retention, Tag, open, secret};

/// The row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "kept_record")]
pub struct Model {
    /// Digest of shelf and name.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// The record.
    pub value: Vec<u8>,
    /// When it goes.
    pub expires_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}

/// What is said of each column.
pub const TAGS: &[Tag] = &[
    secret("key", Owner::Operator, "digest of shelf and name", Retention::Expiry),
    secret("value", Owner::Person, "the record", Retention::Expiry),
    open("expires_at", Owner::Operator, "when it goes", Retention::Expiry),
];
