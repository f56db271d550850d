//! The audit log's rows: an event, and its personal values apart.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::{auth_event, auth_event_personal};
use sea_orm::sea_query::Query;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    QueryTrait as _, Select,
};
use uuid::Uuid;

use super::StoreError;
use super::statements::WrittenOut;
use crate::clock::from_millis;
use crate::model::audit_event::{Actor, EventKind, Recorded};
use crate::model::audit_seal::time_of;

const INSERT: WrittenOut<16> = WrittenOut::new(
    "INSERT INTO auth_event (id, at, kind, outcome, reason, actor_kind, actor, user_id, client_id, \
     session_id, family_id, generation, request_id, detail, personal_digest, risk) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
);
const INSERT_PERSONAL: WrittenOut<8> = WrittenOut::new(
    "INSERT INTO auth_event_personal (event_id, at, user_id, salt, address, user_agent, \
     identifier, country) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
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
        event.risk.map(i64::from).into(),
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
        personal.country.clone().into(),
    ];
    INSERT_PERSONAL.run(db, values).await?;
    Ok(())
}

/// Events whose personal values are read at once.
const AT_ONCE: usize = 1000;

/// What to look for.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// The event's kind.
    pub kind: Option<String>,
    /// The kinds of which it is one; every kind, where there are none.
    pub among: Vec<String>,
    /// Kinds that are left out.
    pub except: Vec<String>,
    /// `success`, `failure` or `refusal`.
    pub outcome: Option<String>,
    /// About whom.
    pub user_id: Option<Uuid>,
    /// Through which client.
    pub client_id: Option<String>,
    /// From which address, as long as it is kept.
    pub address: Option<String>,
    /// Not before.
    pub since: Option<DateTime<Utc>>,
    /// Only earlier.
    pub until: Option<DateTime<Utc>>,
    /// Only those that come after this event in a list, where the newest is first.
    pub after: Option<Uuid>,
    /// At most so many, newest first.
    pub limit: u64,
}

impl Filter {
    /// Whether an event passes; `after` and `limit` are a list's.
    pub fn admits(&self, Entry { event, personal }: &Entry) -> bool {
        let is = |wanted: &Option<String>, found: Option<&str>| {
            wanted.as_deref().is_none_or(|wanted| Some(wanted) == found)
        };
        is(&self.kind, Some(&event.kind))
            && (self.among.is_empty() || self.among.contains(&event.kind))
            && !self.except.contains(&event.kind)
            && is(&self.outcome, Some(&event.outcome))
            && is(&self.client_id, event.client_id.as_deref())
            && is(&self.address, personal.as_ref().and_then(|row| row.address.as_deref()))
            && self.user_id.is_none_or(|user| event.user_id == Some(user))
            && self.since.is_none_or(|since| event.at >= since.timestamp_millis())
            && self.until.is_none_or(|until| event.at < until.timestamp_millis())
    }

    fn query(&self) -> Select<auth_event::Entity> {
        // Ids are ordered by time.
        let mut query = auth_event::Entity::find().order_by_desc(auth_event::Column::Id).limit(self.limit);
        let texts = [
            (auth_event::Column::Kind, &self.kind),
            (auth_event::Column::Outcome, &self.outcome),
            (auth_event::Column::ClientId, &self.client_id),
        ];
        for (column, text) in texts {
            query = query.apply_if(text.as_ref(), |query, text| query.filter(column.eq(text)));
        }
        if !self.among.is_empty() {
            query = query.filter(auth_event::Column::Kind.is_in(&self.among));
        }
        if !self.except.is_empty() {
            query = query.filter(auth_event::Column::Kind.is_not_in(&self.except));
        }
        query = query.apply_if(self.user_id, |query, user| query.filter(auth_event::Column::UserId.eq(user)));
        // The time lets PostgreSQL leave out whole partitions, the id SQLite most of the table.
        if let Some(since) = self.since {
            query = query.filter(auth_event::Column::At.gte(since.timestamp_millis()));
            query = query.filter(auth_event::Column::Id.gte(first_id(since)));
        }
        if let Some(until) = self.until {
            query = query.filter(auth_event::Column::At.lt(until.timestamp_millis()));
            query = query.filter(auth_event::Column::Id.lt(first_id(until)));
        }
        if let Some(after) = self.after {
            query = query.filter(auth_event::Column::At.lte(time_of(after).timestamp_millis()));
            query = query.filter(auth_event::Column::Id.lt(after));
        }
        query.apply_if(self.address.as_ref(), |query, address| {
            let at = auth_event_personal::Column::At;
            let from_there = Query::select()
                .column(auth_event_personal::Column::EventId)
                .from(auth_event_personal::Entity)
                .and_where(auth_event_personal::Column::Address.eq(address))
                .and_where_option(self.since.map(|since| at.gte(since.timestamp_millis())))
                .and_where_option(self.until.map(|until| at.lt(until.timestamp_millis())))
                .to_owned();
            query.filter(auth_event::Column::Id.in_subquery(from_there))
        })
    }
}

/// An event with its personal values, where they are still there.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What happened.
    pub event: auth_event::Model,
    /// Who and from where.
    pub personal: Option<auth_event_personal::Model>,
}

/// Events that pass the filter, newest first.
pub async fn list(db: &impl ConnectionTrait, filter: &Filter) -> Result<Vec<Entry>, StoreError> {
    let events = filter.query().all(db).await?;
    let mut personal = HashMap::new();
    // The events are in the order of time; a statement takes so many values.
    for events in events.chunks(AT_ONCE) {
        let times = || events.iter().map(|event| event.at);
        let (Some(earliest), Some(latest)) = (times().min(), times().max()) else { break };
        let rows = auth_event_personal::Entity::find()
            .filter(auth_event_personal::Column::EventId.is_in(events.iter().map(|event| event.id)))
            .filter(auth_event_personal::Column::At.between(earliest, latest))
            .all(db)
            .await?;
        personal.extend(rows.into_iter().map(|row| (row.event_id, row)));
    }
    let entry = |event: auth_event::Model| Entry { personal: personal.remove(&event.id), event };
    Ok(events.into_iter().map(entry).collect())
}

/// Everybody who was erased, and when.
pub async fn erasures(db: &impl ConnectionTrait) -> Result<HashMap<Uuid, DateTime<Utc>>, StoreError> {
    let found = auth_event::Entity::find()
        .filter(auth_event::Column::Kind.eq(EventKind::UserErased.as_str()))
        .filter(auth_event::Column::UserId.is_not_null())
        .all(db)
        .await?;
    Ok(found.into_iter().filter_map(|event| Some((event.user_id?, from_millis(event.at)))).collect())
}

/// No id of that moment or later is smaller.
pub(super) fn first_id(at: DateTime<Utc>) -> Uuid {
    let millis = u64::try_from(at.timestamp_millis()).unwrap_or_default();
    Uuid::from_u128(u128::from(millis) << 80)
}
