//! How many events of a sort a day had.

use sea_orm::entity::prelude::*;

use crate::tag::{Owner, Retention, Tag, open};

/// The row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_daily")]
pub struct Model {
    /// The day, counted from 1970-01-01.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: i64,
    /// What happened.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    /// Success, failure or refusal.
    #[sea_orm(primary_key, auto_increment = false)]
    pub outcome: String,
    /// From which country, empty where it is not known.
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    /// How many.
    pub events: i64,
}

impl ActiveModelBehavior for ActiveModel {}

/// What is said of each column.
pub const TAGS: &[Tag] = &[
    open("day", Owner::Operator, "the day, counted from 1970-01-01", Retention::Audit),
    open("kind", Owner::Operator, "what happened", Retention::Audit),
    open("outcome", Owner::Operator, "success, failure or refusal", Retention::Audit),
    open("country", Owner::Operator, "from which country, empty where it is not known", Retention::Audit),
    open("events", Owner::Operator, "how many", Retention::Audit),
];
