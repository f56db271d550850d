//! The audit log's rows: an event, and its personal values apart.

use chrono::{DateTime, Utc};
use entity::{auth_event, auth_event_personal};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DatabaseBackend, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

use super::StoreError;
use crate::model::audit_event::{Actor, Recorded};

/// Adds an event and, if it has any, its personal values: two statements.
pub async fn insert(db: &impl ConnectionTrait, recorded: &Recorded) -> Result<(), StoreError> {
    auth_event::Entity::insert(event_row(recorded)).exec_without_returning(db).await?;
    if let Some(personal) = &recorded.personal {
        let row = auth_event_personal::ActiveModel {
            event_id: Set(recorded.id),
            at: Set(recorded.at.timestamp_millis()),
            user_id: Set(recorded.event.user_id),
            salt: Set(personal.salt.to_vec()),
            address: Set(personal.address.clone()),
            country: Set(None),
            user_agent: Set(personal.user_agent.clone()),
            identifier: Set(personal.identifier.clone()),
        };
        auth_event_personal::Entity::insert(row).exec_without_returning(db).await?;
    }
    Ok(())
}

fn event_row(recorded: &Recorded) -> auth_event::ActiveModel {
    let event = &recorded.event;
    let (actor_kind, actor) = match &event.actor {
        Actor::Person(id) => ("person", Some(id.to_string())),
        Actor::Client(id) => ("client", Some(id.clone())),
        Actor::Operator => ("operator", None),
        Actor::System => ("system", None),
        Actor::Unknown => ("unknown", None),
    };
    auth_event::ActiveModel {
        id: Set(recorded.id),
        at: Set(recorded.at.timestamp_millis()),
        kind: Set(event.kind.as_str().to_owned()),
        outcome: Set(event.outcome.as_str().to_owned()),
        reason: Set(event.reason.clone()),
        actor_kind: Set(actor_kind.to_owned()),
        actor: Set(actor),
        user_id: Set(event.user_id),
        client_id: Set(event.client_id.clone()),
        session_id: Set(event.session_id),
        family_id: Set(event.family_id),
        generation: Set(event.generation),
        risk: Set(None),
        request_id: Set(event.origin.request_id.clone()),
        detail: Set(event.detail.clone()),
        personal_digest: Set(recorded.personal.as_ref().map(|personal| personal.digest.to_vec())),
        sequence: Set(None),
        chain: Set(None),
    }
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
