//! The personal values of an event: erased with the person, digest and chain stay whole.

use sea_orm::entity::prelude::*;

use crate::tag::{Owner, Retention, Tag, open, secret};

/// The row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "auth_event_personal")]
pub struct Model {
    /// Of which event.
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_id: Uuid,
    /// When, for retention.
    #[sea_orm(primary_key, auto_increment = false)]
    pub at: i64,
    /// Whose values.
    pub user_id: Option<Uuid>,
    /// Keeps the digest from being guessed.
    pub salt: Vec<u8>,
    /// From where.
    pub address: Option<String>,
    /// From which country.
    pub country: Option<String>,
    /// With which program.
    pub user_agent: Option<String>,
    /// The name that was typed.
    pub identifier: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What is said of each column.
pub const TAGS: &[Tag] = &[
    open("event_id", Owner::Person, "of which event", Retention::Audit),
    open("at", Owner::Person, "when, for retention", Retention::Audit),
    open("user_id", Owner::Person, "whose values", Retention::Audit),
    secret("salt", Owner::Person, "keeps the digest from being guessed", Retention::Audit),
    open("address", Owner::Person, "from where", Retention::Audit),
    open("country", Owner::Person, "from which country", Retention::Audit),
    open("user_agent", Owner::Person, "with which program", Retention::Audit),
    open("identifier", Owner::Person, "the name that was typed", Retention::Audit),
];
