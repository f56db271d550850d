//! An access token revoked before its time; of opaque tokens too.

use sea_orm::entity::prelude::*;

use crate::tag::{Owner, Retention, Tag, open};

/// The row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "revoked_token")]
pub struct Model {
    /// `jti`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// When the token would have ended.
    pub expires_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}

/// What is said of each column.
pub const TAGS: &[Tag] = &[
    open("id", Owner::Client, "`jti`", Retention::Expiry),
    open("expires_at", Owner::Client, "when the token would have ended", Retention::Expiry),
];
