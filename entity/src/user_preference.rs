//! How a person wants applications to be: a document of settings.

use sea_orm::entity::prelude::*;

use crate::tag::{Owner, Retention, Tag, open};

/// The row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "user_preference")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    /// The settings.
    #[sea_orm(column_type = "JsonBinary")]
    pub document: Json,
    /// Counts the changes.
    pub version: i64,
    /// Last change.
    pub updated_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}

/// What is said of each column.
pub const TAGS: &[Tag] = &[
    open("user_id", Owner::Person, "whose settings", Retention::Account),
    open("document", Owner::Person, "the settings", Retention::Account),
    open("version", Owner::Person, "counts the changes", Retention::Account),
    open("updated_at", Owner::Person, "last change", Retention::Account),
];
