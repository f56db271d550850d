//! A role granted to a person.

use sea_orm::entity::prelude::*;

use crate::tag::{Owner, Retention, Tag, open};

/// The row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "user_role")]
pub struct Model {
    /// Whose role it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    /// Access control.
    #[sea_orm(primary_key, auto_increment = false)]
    pub role: String,
    /// Who granted it.
    pub granted_by: String,
    /// When it was granted.
    pub granted_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}

/// What is said of each column.
pub const TAGS: &[Tag] = &[
    open("user_id", Owner::Person, "whose role it is", Retention::Account),
    open("role", Owner::Person, "access control", Retention::Account),
    open("granted_by", Owner::Operator, "who granted it", Retention::Account),
    open("granted_at", Owner::Person, "when it was granted", Retention::Account),
];
