//! A passkey (W3C Web Authentication).

use sea_orm::entity::prelude::*;

use crate::tag::{Owner, Retention, Tag, open};

/// The row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "webauthn_credential")]
pub struct Model {
    /// Which key of the device it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Vec<u8>,
    /// Whose passkey it is.
    pub user_id: Uuid,
    /// The public key and what the device said of it.
    #[sea_orm(column_type = "JsonBinary")]
    pub credential: Json,
    /// How often the device says it was used: a copy falls behind.
    pub counter: i64,
    /// What the person calls it.
    pub label: String,
    /// How the device is reached, space separated.
    pub transports: String,
    /// When it was added.
    pub created_at: i64,
    /// Shown to the person.
    pub last_used_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What is said of each column.
pub const TAGS: &[Tag] = &[
    open("id", Owner::Person, "which key of the device it is", Retention::Account),
    open("user_id", Owner::Person, "whose passkey it is", Retention::Account),
    open("credential", Owner::Person, "the public key and what the device said of it", Retention::Account),
    open(
        "counter",
        Owner::Operator,
        "how often the device says it was used: a copy falls behind",
        Retention::Account,
    ),
    open("label", Owner::Person, "what the person calls it", Retention::Account),
    open("transports", Owner::Person, "how the device is reached, space separated", Retention::Account),
    open("created_at", Owner::Person, "when it was added", Retention::Account),
    open("last_used_at", Owner::Person, "shown to the person", Retention::Account),
];
