//! A name that signs in: e-mail addresses and user names share one case-folded name space, so nobody can take another's.

use sea_orm::entity::prelude::*;

use crate::tag::{Owner, Retention, Tag, open};

/// The row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "login_name")]
pub struct Model {
    /// Sign-in, canonical form.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// Whose name it is.
    pub user_id: Uuid,
    /// Email or username.
    pub kind: String,
}

impl ActiveModelBehavior for ActiveModel {}

/// What is said of each column.
pub const TAGS: &[Tag] = &[
    open("name", Owner::Person, "sign-in, canonical form", Retention::Account),
    open("user_id", Owner::Person, "whose name it is", Retention::Account),
    open("kind", Owner::Person, "email or username", Retention::Account),
];
