//! A mail that waits to be sent.

use sea_orm::entity::prelude::*;

use crate::tag::{Owner, Retention, Tag, open, secret};

/// The row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "mail")]
pub struct Model {
    /// Names the mail; part of its Message-ID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Which letter it is.
    pub letter: String,
    /// The address it goes to.
    pub recipient: String,
    /// Whose account it is about, where there is one.
    pub user_id: Option<Uuid>,
    /// Subject and text, sealed: they may hold a link that sets a password.
    pub sealed: Vec<u8>,
    /// How often it was tried.
    pub attempts: i64,
    /// Not tried before.
    pub next_try_at: i64,
    /// Of no use from then on.
    pub expires_at: i64,
    /// When it was written.
    pub created_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}

/// What is said of each column.
pub const TAGS: &[Tag] = &[
    open("id", Owner::Operator, "names the mail; part of its Message-ID", Retention::Expiry),
    open("letter", Owner::Person, "which letter it is", Retention::Expiry),
    open("recipient", Owner::Person, "the address it goes to", Retention::Expiry),
    open("user_id", Owner::Person, "whose account it is about, where there is one", Retention::Expiry),
    secret("sealed", Owner::Person, "subject and text of the mail, sealed", Retention::Expiry),
    open("attempts", Owner::Operator, "how often it was tried", Retention::Expiry),
    open("next_try_at", Owner::Operator, "not tried before", Retention::Expiry),
    open("expires_at", Owner::Operator, "of no use from then on", Retention::Expiry),
    open("created_at", Owner::Person, "when it was written", Retention::Expiry),
];
