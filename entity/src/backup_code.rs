//! A code for the day the phone is gone. Using it up is the deletion of its row.

use sea_orm::entity::prelude::*;

use crate::tag::{Owner, Retention, Tag, open, secret};

/// The row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "backup_code")]
pub struct Model {
    /// Whose code it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    /// Keyed hash of the code.
    #[sea_orm(primary_key, auto_increment = false)]
    pub digest: Vec<u8>,
    /// When the set was made.
    pub created_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}

/// What is said of each column.
pub const TAGS: &[Tag] = &[
    open("user_id", Owner::Person, "whose code it is", Retention::Account),
    secret("digest", Owner::Person, "keyed hash of the code", Retention::Account),
    open("created_at", Owner::Person, "when the set was made", Retention::Account),
];
