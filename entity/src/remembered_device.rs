//! A browser that is not asked for a second factor for a while.

use sea_orm::entity::prelude::*;

use crate::tag::{Owner, Retention, Tag, open, secret};

/// The row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "remembered_device")]
pub struct Model {
    /// Which browser it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose second factor is not asked for.
    pub user_id: Uuid,
    /// Digest of the secret in its cookie.
    pub secret_digest: Vec<u8>,
    /// The account's epoch when it was remembered.
    pub user_epoch: i64,
    /// Lets the person recognise the device.
    pub user_agent: Option<String>,
    /// When it was remembered.
    pub created_at: i64,
    /// How long it is remembered.
    pub keep_until: i64,
}

impl ActiveModelBehavior for ActiveModel {}

/// What is said of each column.
pub const TAGS: &[Tag] = &[
    open("id", Owner::Person, "which browser it is", Retention::Expiry),
    open("user_id", Owner::Person, "whose second factor is not asked for", Retention::Expiry),
    secret("secret_digest", Owner::Person, "digest of the secret in its cookie", Retention::Expiry),
    open("user_epoch", Owner::Operator, "the account's epoch when it was remembered", Retention::Expiry),
    open("user_agent", Owner::Person, "lets the person recognise the device", Retention::Expiry),
    open("created_at", Owner::Person, "when it was remembered", Retention::Expiry),
    open("keep_until", Owner::Operator, "how long it is remembered", Retention::Expiry),
];
