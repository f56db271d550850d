//! A person's account.

use sea_orm::entity::prelude::*;

use crate::tag::{Owner, Retention, Tag, open, secret};

/// The row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "user")]
pub struct Model {
    /// Identity, the `sub` of tokens.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whether the account may be used: pending_verification, active, suspended, deactivated.
    pub status: String,
    /// Contact and sign-in name.
    pub email: Option<String>,
    /// Whether the address was proven.
    pub email_verified: bool,
    /// Sign-in name.
    pub preferred_username: Option<String>,
    /// Proof of the password, Argon2id in PHC form.
    pub password_hash: Option<String>,
    /// Security of the account.
    pub password_changed_at: Option<i64>,
    /// Whether the password was set by a link in a mail.
    pub password_by_mail: bool,
    /// The standard claims of OpenID Connect Core 5.1 that are not columns of their own.
    #[sea_orm(column_type = "JsonBinary")]
    pub profile: Json,
    /// Raised when everything signed in before must end.
    pub epoch: i64,
    /// History of the account.
    pub created_at: i64,
    /// `updated_at` claim.
    pub updated_at: i64,
    /// Shown to the person.
    pub last_login_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What is said of each column.
pub const TAGS: &[Tag] = &[
    open("id", Owner::Person, "identity, the `sub` of tokens", Retention::Account),
    open(
        "status",
        Owner::Person,
        "whether the account may be used: pending_verification, active, suspended, deactivated",
        Retention::Account,
    ),
    open("email", Owner::Person, "contact and sign-in name", Retention::Account),
    open("email_verified", Owner::Person, "whether the address was proven", Retention::Account),
    open("preferred_username", Owner::Person, "sign-in name", Retention::Account),
    secret("password_hash", Owner::Person, "proof of the password, Argon2id in PHC form", Retention::Account),
    open("password_changed_at", Owner::Person, "security of the account", Retention::Account),
    open(
        "password_by_mail",
        Owner::Person,
        "whether the password was set by a link in a mail",
        Retention::Account,
    ),
    open(
        "profile",
        Owner::Person,
        "the standard claims of OpenID Connect Core 5.1 that are not columns of their own",
        Retention::Account,
    ),
    open("epoch", Owner::Operator, "raised when everything signed in before must end", Retention::Account),
    open("created_at", Owner::Person, "history of the account", Retention::Account),
    open("updated_at", Owner::Person, "`updated_at` claim", Retention::Account),
    open("last_login_at", Owner::Person, "shown to the person", Retention::Account),
];
