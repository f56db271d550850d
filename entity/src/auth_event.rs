//! Something that happened, append only. Personal values stand apart in `auth_event_personal`; the seals cover their salted digest.

use sea_orm::entity::prelude::*;

use crate::tag::{Owner, Retention, Tag, open};

/// The row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "auth_event")]
pub struct Model {
    /// Names the event.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// When.
    #[sea_orm(primary_key, auto_increment = false)]
    pub at: i64,
    /// What happened.
    pub kind: String,
    /// Success, failure or refusal.
    pub outcome: String,
    /// Why.
    pub reason: Option<String>,
    /// Person, client, operator or system.
    pub actor_kind: String,
    /// Who acted.
    pub actor: Option<String>,
    /// About whom, a pseudonym once erased.
    pub user_id: Option<Uuid>,
    /// Through which application.
    pub client_id: Option<String>,
    /// In which session.
    pub session_id: Option<Uuid>,
    /// Of which token family.
    pub family_id: Option<Uuid>,
    /// Which token of it.
    pub generation: Option<i64>,
    /// Score of the sign-in.
    pub risk: Option<i64>,
    /// Finds the log lines.
    pub request_id: Option<String>,
    /// More, without personal values.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub detail: Option<Json>,
    /// Salted digest of the personal values.
    pub personal_digest: Option<Vec<u8>>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What is said of each column.
pub const TAGS: &[Tag] = &[
    open("id", Owner::Operator, "names the event", Retention::Audit),
    open("at", Owner::Operator, "when", Retention::Audit),
    open("kind", Owner::Operator, "what happened", Retention::Audit),
    open("outcome", Owner::Operator, "success, failure or refusal", Retention::Audit),
    open("reason", Owner::Operator, "why", Retention::Audit),
    open("actor_kind", Owner::Operator, "person, client, operator or system", Retention::Audit),
    open("actor", Owner::Operator, "who acted", Retention::Audit),
    open("user_id", Owner::Operator, "about whom, a pseudonym once erased", Retention::Audit),
    open("client_id", Owner::Operator, "through which application", Retention::Audit),
    open("session_id", Owner::Operator, "in which session", Retention::Audit),
    open("family_id", Owner::Operator, "of which token family", Retention::Audit),
    open("generation", Owner::Operator, "which token of it", Retention::Audit),
    open("risk", Owner::Operator, "score of the sign-in", Retention::Audit),
    open("request_id", Owner::Operator, "finds the log lines", Retention::Audit),
    open("detail", Owner::Operator, "more, without personal values", Retention::Audit),
    open("personal_digest", Owner::Operator, "salted digest of the personal values", Retention::Audit),
];
