//! A signed-in browser.

use sea_orm::entity::prelude::*;

use crate::tag::{Owner, Retention, Tag, open, secret};

/// The row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// `sid` of tokens.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Who is signed in.
    pub user_id: Uuid,
    /// Proof of the cookie, SHA-256.
    pub secret_digest: Vec<u8>,
    /// Ends the session when the account's epoch moves on.
    pub user_epoch: i64,
    /// How strongly the person proved who they are.
    pub acr: String,
    /// With what, space separated (RFC 8176).
    pub amr: String,
    /// `auth_time`.
    pub authenticated_at: i64,
    /// Shown in the list of sessions.
    pub created_at: i64,
    /// Shown in the list of sessions, idle limit.
    pub last_active_at: i64,
    /// Idle limit.
    pub idle_expires_at: i64,
    /// Absolute limit.
    pub keep_until: i64,
    /// When it was ended.
    pub ended_at: Option<i64>,
    /// Shown in the list of sessions.
    pub address: Option<String>,
    /// Shown in the list of sessions.
    pub user_agent: Option<String>,
    /// Keyed digest of user agent and address prefix.
    pub device: Option<Vec<u8>>,
    /// Shown in the list of sessions.
    pub country: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What is said of each column.
pub const TAGS: &[Tag] = &[
    open("id", Owner::Person, "`sid` of tokens", Retention::Expiry),
    open("user_id", Owner::Person, "who is signed in", Retention::Expiry),
    secret("secret_digest", Owner::Person, "proof of the cookie, SHA-256", Retention::Expiry),
    open(
        "user_epoch",
        Owner::Operator,
        "ends the session when the account's epoch moves on",
        Retention::Expiry,
    ),
    open("acr", Owner::Person, "how strongly the person proved who they are", Retention::Expiry),
    open("amr", Owner::Person, "with what, space separated (RFC 8176)", Retention::Expiry),
    open("authenticated_at", Owner::Person, "`auth_time`", Retention::Expiry),
    open("created_at", Owner::Person, "shown in the list of sessions", Retention::Expiry),
    open("last_active_at", Owner::Person, "shown in the list of sessions, idle limit", Retention::Expiry),
    open("idle_expires_at", Owner::Person, "idle limit", Retention::Expiry),
    open("keep_until", Owner::Person, "absolute limit", Retention::Expiry),
    open("ended_at", Owner::Person, "when it was ended", Retention::Expiry),
    open("address", Owner::Person, "shown in the list of sessions", Retention::Expiry),
    open("user_agent", Owner::Person, "shown in the list of sessions", Retention::Expiry),
    secret("device", Owner::Person, "keyed digest of user agent and address prefix", Retention::Expiry),
    open("country", Owner::Person, "shown in the list of sessions", Retention::Expiry),
];
