//! A count or cached value that may be lost.

use sea_orm::entity::prelude::*;

use crate::tag::{Owner, Retention, Tag, open, secret};

/// The row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "lossy_record")]
pub struct Model {
    /// Digest of what is counted.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// The cached value.
    pub value: Option<Vec<u8>>,
    /// The count in the window.
    pub count: i64,
    /// When it goes.
    pub expires_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}

/// What is said of each column.
pub const TAGS: &[Tag] = &[
    secret("key", Owner::Operator, "digest of what is counted", Retention::Expiry),
    secret("value", Owner::Operator, "the cached value", Retention::Expiry),
    open("count", Owner::Operator, "the count in the window", Retention::Expiry),
    open("expires_at", Owner::Operator, "when it goes", Retention::Expiry),
];
