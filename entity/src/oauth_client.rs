//! A registered application or service.

use sea_orm::entity::prelude::*;

use crate::tag::{Owner, Retention, Tag, open, secret};

/// The row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "oauth_client")]
pub struct Model {
    /// `client_id`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Registration metadata (RFC 7591 section 2 and our own members).
    #[sea_orm(column_type = "JsonBinary")]
    pub metadata: Json,
    /// Proof of the client secret, SHA-256.
    pub secret_digest: Option<Vec<u8>>,
    /// The client secret sealed, only for client_secret_jwt.
    pub sealed_secret: Option<Vec<u8>>,
    /// Whether it may be used.
    pub disabled_at: Option<i64>,
    /// `client_id_issued_at`.
    pub created_at: i64,
    /// History of the registration.
    pub updated_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}

/// What is said of each column.
pub const TAGS: &[Tag] = &[
    open("id", Owner::Client, "`client_id`", Retention::Registration),
    open(
        "metadata",
        Owner::Client,
        "registration metadata (RFC 7591 section 2 and our own members)",
        Retention::Registration,
    ),
    secret("secret_digest", Owner::Client, "proof of the client secret, SHA-256", Retention::Registration),
    secret(
        "sealed_secret",
        Owner::Client,
        "the client secret sealed, only for client_secret_jwt",
        Retention::Registration,
    ),
    open("disabled_at", Owner::Client, "whether it may be used", Retention::Registration),
    open("created_at", Owner::Client, "`client_id_issued_at`", Retention::Registration),
    open("updated_at", Owner::Client, "history of the registration", Retention::Registration),
];
