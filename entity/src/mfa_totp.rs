//! The one-time codes of a person's authenticator app (RFC 6238). The row is there once its first code was right.

use sea_orm::entity::prelude::*;

use crate::tag::{Owner, Retention, Tag, open, secret};

/// The row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "mfa_totp")]
pub struct Model {
    /// Whose app it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    /// What the codes are made from, sealed.
    pub sealed_secret: Vec<u8>,
    /// Since when codes are asked for.
    pub confirmed_at: i64,
    /// The last time step a code was accepted of: none is accepted twice.
    pub last_step: i64,
    /// Shown to the person.
    pub last_used_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What is said of each column.
pub const TAGS: &[Tag] = &[
    open("user_id", Owner::Person, "whose app it is", Retention::Account),
    secret("sealed_secret", Owner::Person, "what the codes are made from, sealed", Retention::Account),
    open("confirmed_at", Owner::Person, "since when codes are asked for", Retention::Account),
    open(
        "last_step",
        Owner::Operator,
        "the last time step a code was accepted of: none is accepted twice",
        Retention::Account,
    ),
    open("last_used_at", Owner::Person, "shown to the person", Retention::Account),
];
