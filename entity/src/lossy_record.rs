//! Counts and cached values whose loss costs strictness or time, never correctness.

use sea_orm::entity::prelude::*;

/// One record of a lossy shelf: a value, or a count, where no Redis is configured or it is away.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "lossy_record")]
pub struct Model {
    /// SHA-256 of what the record is about, in base64url.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// The cached value; absent in a count.
    pub value: Option<Vec<u8>>,
    /// How often it was counted in the window that ends at `expires_at`.
    pub count: i64,
    /// From this moment on the record counts as absent; milliseconds since 1970.
    #[sea_orm(indexed)]
    pub expires_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
