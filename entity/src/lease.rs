//! Who does a piece of background work now, so that several instances do it once.

use sea_orm::entity::prelude::*;

use crate::tag::{Owner, Retention, Tag, open};

/// The row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "lease")]
pub struct Model {
    /// The piece of work.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// The instance that does it.
    pub holder: String,
    /// When another may take it.
    pub expires_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}

/// What is said of each column.
pub const TAGS: &[Tag] = &[
    open("name", Owner::Operator, "the piece of work", Retention::Installation),
    open("holder", Owner::Operator, "the instance that does it", Retention::Installation),
    open("expires_at", Owner::Operator, "when another may take it", Retention::Installation),
];
