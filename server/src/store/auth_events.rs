//! The audit log's rows: an event, and its personal values apart.

use chrono::{DateTime, Utc};
use entity::{auth_event, auth_event_personal};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DatabaseBackend, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};
use uuid::Uuid;

use super::StoreError;
use super::statements::WrittenOut;
use crate::model::audit_event::{Actor, Recorded};

const INSERT: WrittenOut<15> = WrittenOut::new(
    "INSERT INTO auth_event (id, at, kind, outcome, reason, actor_kind, actor, user_id, client_id, \
     session_id, family_id, generation, request_id, detail, personal_digest) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
);
const INSERT_PERSONAL: WrittenOut<7> = WrittenOut::new(
    "INSERT INTO auth_event_personal (event_id, at, user_id, salt, address, user_agent, \
     identifier) VALUES ($1, $2, $3, $4, $5, $6, $7)",
);

/// Adds an event and, if it has any, its personal values: two statements.
pub async fn insert(db: &impl ConnectionTrait, recorded: &Recorded) -> Result<(), StoreError> {
    let Recorded { id, at, event, personal } = recorded;
    let at = at.timestamp_millis();
    let (actor_kind, actor) = match &event.actor {
        Actor::Person(id) => ("person", Some(id.to_string())),
        Actor::Client(id) => ("client", Some(id.clone())),
        Actor::Operator => ("operator", None),
        Actor::System => ("system", None),
        Actor::Unknown => ("unknown", None),
    };
    let digest = personal.as_ref().map(|personal| personal.digest.to_vec());
    let values = [
        (*id).into(),
        at.into(),
        event.kind.as_str().into(),
        event.outcome.as_str().into(),
        event.reason.clone().into(),
        actor_kind.into(),
        actor.into(),
        event.user_id.into(),
        event.client_id.clone().into(),
        event.session_id.into(),
        event.family_id.into(),
        event.generation.into(),
        event.origin.request_id.clone().into(),
        event.detail.clone().into(),
        digest.into(),
    ];
    INSERT.run(db, values).await?;
    let Some(personal) = personal else { return Ok(()) };
    let values = [
        (*id).into(),
        at.into(),
        event.user_id.into(),
        personal.salt.to_vec().into(),
        personal.address.clone().into(),
        personal.user_agent.clone().into(),
        personal.identifier.clone().into(),
    ];
    INSERT_PERSONAL.run(db, values).await?;
    Ok(())
}

/// What to look for.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// The event's kind.
    pub kind: Option<String>,
    /// About whom.
    pub user_id: Option<Uuid>,
    /// Through which client.
    pub client_id: Option<String>,
    /// Not before.
    pub since: Option<DateTime<Utc>>,
    /// At most so many, newest first.
    pub limit: u64,
}

/// Events with their personal values where they are still there, newest first.
pub async fn list(
    db: &impl ConnectionTrait,
    filter: &Filter,
) -> Result<Vec<(auth_event::Model, Option<auth_event_personal::Model>)>, StoreError> {
    // Ids are ordered by time.
    let mut query = auth_event::Entity::find().order_by_desc(auth_event::Column::Id).limit(filter.limit);
    if let Some(kind) = &filter.kind {
        query = query.filter(auth_event::Column::Kind.eq(kind));
    }
    if let Some(user) = filter.user_id {
        query = query.filter(auth_event::Column::UserId.eq(user));
    }
    if let Some(client) = &filter.client_id {
        query = query.filter(auth_event::Column::ClientId.eq(client));
    }
    if let Some(since) = filter.since {
        // The time lets PostgreSQL leave out whole partitions, the id SQLite most of the table.
        query = query.filter(auth_event::Column::At.gte(since.timestamp_millis()));
        query = query.filter(auth_event::Column::Id.gte(first_id(since)));
    }
    let events = query.all(db).await?;
    let ids: Vec<_> = events.iter().map(|event| event.id).collect();
    let personal = auth_event_personal::Entity::find()
        .filter(auth_event_personal::Column::EventId.is_in(ids))
        .all(db)
        .await?;
    let of = |event: &auth_event::Model| personal.iter().find(|row| row.event_id == event.id).cloned();
    Ok(events.into_iter().map(|event| (event.clone(), of(&event))).collect())
}

/// No id of that moment or later is smaller.
fn first_id(at: DateTime<Utc>) -> Uuid {
    let millis = u64::try_from(at.timestamp_millis()).unwrap_or_default();
    Uuid::from_u128(u128::from(millis) << 80)
}

/// Makes the partitions of this week and the `weeks` after it (PostgreSQL; nothing to do on SQLite).
pub async fn make_partitions(
    db: &impl ConnectionTrait,
    weeks: i64,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if db.get_database_backend() == DatabaseBackend::Postgres {
        for statement in migration::partition_statements(now.timestamp_millis(), weeks) {
            db.execute_unprepared(&statement).await?;
        }
    }
    Ok(())
}
