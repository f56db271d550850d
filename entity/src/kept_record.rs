//! Short-lived facts whose loss would revive or break something: parked interactions, `jti` marks.

use sea_orm::entity::prelude::*;

/// One record of a kept shelf.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "kept_record")]
pub struct Model {
    /// SHA-256 of the shelf's prefix and the secret that finds the record, in base64url.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// What the shelf keeps, as JSON.
    pub value: Vec<u8>,
    /// From this moment on the record counts as absent; milliseconds since 1970.
    #[sea_orm(indexed)]
    pub expires_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
