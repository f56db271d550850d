//! A country that a person has signed in from, with where in it that was last.

use sea_orm::entity::prelude::*;

use crate::tag::{Owner, Retention, Tag, open};

/// The row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_in_place")]
pub struct Model {
    /// Who signed in.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    /// From which country, ISO 3166-1 alpha-2.
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    /// Where in it, in hundredths of a degree.
    pub latitude: Option<i64>,
    /// Likewise.
    pub longitude: Option<i64>,
    /// The first time.
    pub first_at: i64,
    /// The last time.
    pub last_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}

/// What is said of each column.
pub const TAGS: &[Tag] = &[
    open("user_id", Owner::Person, "who signed in", Retention::Account),
    open("country", Owner::Person, "tells a new country", Retention::Account),
    open("latitude", Owner::Person, "tells travel that nobody can make", Retention::Account),
    open("longitude", Owner::Person, "tells travel that nobody can make", Retention::Account),
    open("first_at", Owner::Person, "when the country was new", Retention::Account),
    open("last_at", Owner::Person, "tells travel that nobody can make", Retention::Account),
];
