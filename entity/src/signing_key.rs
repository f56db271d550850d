//! A key that signs tokens or tags codes and refresh tokens.

use sea_orm::entity::prelude::*;

use crate::tag::{Owner, Retention, Tag, open, secret};

/// The row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "signing_key")]
pub struct Model {
    /// `kid`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Algorithm, or `token`.
    pub purpose: String,
    /// Next, active or retired.
    pub state: String,
    /// Published in the JWKS.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub public_jwk: Option<Json>,
    /// The private key, sealed.
    pub sealed_private: Vec<u8>,
    /// Age of the key.
    pub created_at: i64,
    /// When it began to sign.
    pub activate_at: Option<i64>,
    /// When it stopped signing.
    pub retired_at: Option<i64>,
    /// Until when it verifies.
    pub expires_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What is said of each column.
pub const TAGS: &[Tag] = &[
    open("id", Owner::Operator, "`kid`", Retention::Expiry),
    open("purpose", Owner::Operator, "algorithm, or `token`", Retention::Expiry),
    open("state", Owner::Operator, "next, active or retired", Retention::Expiry),
    open("public_jwk", Owner::Operator, "published in the JWKS", Retention::Expiry),
    secret("sealed_private", Owner::Operator, "the private key, sealed", Retention::Expiry),
    open("created_at", Owner::Operator, "age of the key", Retention::Expiry),
    open("activate_at", Owner::Operator, "when it began to sign", Retention::Expiry),
    open("retired_at", Owner::Operator, "when it stopped signing", Retention::Expiry),
    open("expires_at", Owner::Operator, "until when it verifies", Retention::Expiry),
];
