//! Everything descended from one authorization: the code is generation 0, refresh tokens are 1, 2, 3 and so on.

use sea_orm::entity::prelude::*;

use crate::tag::{Owner, Retention, Tag, open, secret};

/// The row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "token_family")]
pub struct Model {
    /// Names the family in codes and tokens.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// To whom it was given.
    pub client_id: String,
    /// For whom.
    pub user_id: Uuid,
    /// Begun in which session.
    pub session_id: Uuid,
    /// Ends the family when the account's epoch moves on.
    pub user_epoch: i64,
    /// What was granted, space separated.
    pub scope: String,
    /// How the person was authenticated and what was asked.
    #[sea_orm(column_type = "JsonBinary")]
    pub authorization: Json,
    /// Digest of the client and redirect URI that a code is bound to.
    pub code_redirect: Vec<u8>,
    /// The PKCE challenge that a code is bound to.
    pub code_challenge: Option<String>,
    /// Which token is current.
    pub generation: i64,
    /// Answers repeated within the grace time.
    pub replays: i64,
    /// Digest of the user agent that made the last step.
    pub last_agent: Option<Vec<u8>>,
    /// Whether refresh tokens are given.
    pub refreshable: bool,
    /// History.
    pub created_at: i64,
    /// Grace time.
    pub rotated_at: Option<i64>,
    /// Code expiry, then idle limit.
    pub idle_expires_at: i64,
    /// Absolute limit.
    pub absolute_expires_at: i64,
    /// When the row goes.
    pub keep_until: i64,
    /// When it was ended.
    pub revoked_at: Option<i64>,
    /// Why it was ended.
    pub revoked_because: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What is said of each column.
pub const TAGS: &[Tag] = &[
    open("id", Owner::Person, "names the family in codes and tokens", Retention::Expiry),
    open("client_id", Owner::Person, "to whom it was given", Retention::Expiry),
    open("user_id", Owner::Person, "for whom", Retention::Expiry),
    open("session_id", Owner::Person, "begun in which session", Retention::Expiry),
    open(
        "user_epoch",
        Owner::Operator,
        "ends the family when the account's epoch moves on",
        Retention::Expiry,
    ),
    open("scope", Owner::Person, "what was granted, space separated", Retention::Expiry),
    open(
        "authorization",
        Owner::Person,
        "how the person was authenticated and what was asked",
        Retention::Expiry,
    ),
    secret(
        "code_redirect",
        Owner::Person,
        "digest of the client and redirect URI that a code is bound to",
        Retention::Expiry,
    ),
    open("code_challenge", Owner::Person, "the PKCE challenge that a code is bound to", Retention::Expiry),
    open("generation", Owner::Person, "which token is current", Retention::Expiry),
    open("replays", Owner::Person, "answers repeated within the grace time", Retention::Expiry),
    secret(
        "last_agent",
        Owner::Person,
        "digest of the user agent that made the last step",
        Retention::Expiry,
    ),
    open("refreshable", Owner::Person, "whether refresh tokens are given", Retention::Expiry),
    open("created_at", Owner::Person, "history", Retention::Expiry),
    open("rotated_at", Owner::Person, "grace time", Retention::Expiry),
    open("idle_expires_at", Owner::Person, "code expiry, then idle limit", Retention::Expiry),
    open("absolute_expires_at", Owner::Person, "absolute limit", Retention::Expiry),
    open("keep_until", Owner::Person, "when the row goes", Retention::Expiry),
    open("revoked_at", Owner::Person, "when it was ended", Retention::Expiry),
    open("revoked_because", Owner::Person, "why it was ended", Retention::Expiry),
];
