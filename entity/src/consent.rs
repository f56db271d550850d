//! What a person allowed an application.

use sea_orm::entity::prelude::*;

use crate::tag::{Owner, Retention, Tag, open};

/// The row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "consent")]
pub struct Model {
    /// Who allowed.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    /// Whom.
    #[sea_orm(primary_key, auto_increment = false)]
    pub client_id: String,
    /// What, space separated.
    pub scope: String,
    /// Claims asked one by one and allowed, space separated.
    pub claims: String,
    /// Since when.
    pub granted_at: i64,
    /// Last change.
    pub updated_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}

/// What is said of each column.
pub const TAGS: &[Tag] = &[
    open("user_id", Owner::Person, "who allowed", Retention::Account),
    open("client_id", Owner::Person, "whom", Retention::Account),
    open("scope", Owner::Person, "what, space separated", Retention::Account),
    open("claims", Owner::Person, "claims asked one by one and allowed, space separated", Retention::Account),
    open("granted_at", Owner::Person, "since when", Retention::Account),
    open("updated_at", Owner::Person, "last change", Retention::Account),
];
