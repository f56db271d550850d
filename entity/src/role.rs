//! A role that can be granted.

use sea_orm::entity::prelude::*;

use crate::tag::{Owner, Retention, Tag, open};

/// The row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "role")]
pub struct Model {
    /// Access control.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// Shown to operators.
    pub description: String,
}

impl ActiveModelBehavior for ActiveModel {}

/// What is said of each column.
pub const TAGS: &[Tag] = &[
    open("name", Owner::Operator, "access control", Retention::Installation),
    open("description", Owner::Operator, "shown to operators", Retention::Installation),
];
