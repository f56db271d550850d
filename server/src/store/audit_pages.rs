//! The audit log page by page: for sealing, verifying and exporting it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::{auth_event, auth_event_personal};
use sea_orm::sea_query::Query;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, QueryResult, QuerySelect as _, Select,
};
use uuid::Uuid;

use super::audit_daily::{Sort, day_of};
use super::auth_events::{Entry, first_id};
use super::{StoreError, audit_digest};
use crate::clock::from_millis;
use crate::model::audit_seal::{Mark, time_of};

/// An event as the seals see it.
#[derive(Debug, Clone)]
pub struct Happened {
    /// Its id and what it says.
    pub mark: Mark,
    /// When.
    pub at: DateTime<Utc>,
    /// As what it is counted.
    pub sort: Sort,
}

/// Where the events of `from` and later begin, for [`page`].
pub fn before(from: DateTime<Utc>) -> Uuid {
    Uuid::from_u128(first_id(from).as_u128().saturating_sub(1))
}

/// The `limit` events that follow `after`, of those before `until`, earliest first.
pub async fn page(
    db: &impl ConnectionTrait,
    after: Uuid,
    until: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<Happened>, StoreError> {
    let events = following(after, until, limit).all(db).await?;
    happened(db, events).await
}

/// The ids alone of the `limit` events that follow `after`, of those before `until`, earliest first.
pub async fn ids(
    db: &impl ConnectionTrait,
    after: Uuid,
    until: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<Uuid>, StoreError> {
    Ok(following(after, until, limit)
        .select_only()
        .column(auth_event::Column::Id)
        .into_tuple()
        .all(db)
        .await?)
}

/// The ids of the `limit` events that follow `after`, whatever time they claim.
pub async fn all_ids(db: &impl ConnectionTrait, after: Uuid, limit: u64) -> Result<Vec<Uuid>, StoreError> {
    let query = auth_event::Entity::find()
        .filter(auth_event::Column::Id.gt(after))
        .order_by_asc(auth_event::Column::Id)
        .limit(limit);
    Ok(query.select_only().column(auth_event::Column::Id).into_tuple().all(db).await?)
}

/// The events of these ids, earliest first.
pub async fn of_ids(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<Happened>, StoreError> {
    let times = || ids.iter().map(|id| time_of(*id).timestamp_millis());
    let (Some(earliest), Some(latest)) = (times().min(), times().max()) else { return Ok(Vec::new()) };
    let events = auth_event::Entity::find()
        .filter(auth_event::Column::Id.is_in(ids.iter().copied()))
        .filter(auth_event::Column::At.between(earliest, latest))
        .order_by_asc(auth_event::Column::Id)
        .all(db)
        .await?;
    happened(db, events).await
}

fn following(after: Uuid, until: DateTime<Utc>, limit: u64) -> Select<auth_event::Entity> {
    // The time lets PostgreSQL leave out whole partitions.
    auth_event::Entity::find()
        .filter(auth_event::Column::Id.gt(after))
        .filter(auth_event::Column::Id.lt(first_id(until)))
        .filter(auth_event::Column::At.gte(time_of(after).timestamp_millis()))
        .filter(auth_event::Column::At.lt(until.timestamp_millis()))
        .order_by_asc(auth_event::Column::Id)
        .limit(limit)
}

async fn happened(
    db: &impl ConnectionTrait,
    events: Vec<auth_event::Model>,
) -> Result<Vec<Happened>, StoreError> {
    let countries = match (events.first(), events.last()) {
        (Some(first), Some(last)) => countries(db, first, last).await?,
        _ => HashMap::new(),
    };
    let happened = |event: auth_event::Model| {
        let mark = Mark { id: event.id, digest: audit_digest::of(&event) };
        let country = countries.get(&event.id).cloned().unwrap_or_default();
        let at = from_millis(event.at);
        let sort = Sort { day: day_of(at), kind: event.kind, outcome: event.outcome, country };
        Happened { mark, at, sort }
    };
    Ok(events.into_iter().map(happened).collect())
}

/// How many events there are from `from` on and before `until`.
pub async fn count(
    db: &impl ConnectionTrait,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let query = auth_event::Entity::find()
        .filter(auth_event::Column::At.gte(from.timestamp_millis()))
        .filter(auth_event::Column::At.lt(until.timestamp_millis()))
        .filter(auth_event::Column::Id.gte(first_id(from)))
        .filter(auth_event::Column::Id.lt(first_id(until)));
    Ok(query.count(db).await?)
}

/// The events of these marks that are there, by id, with their personal values.
pub async fn of_marks(db: &impl ConnectionTrait, marks: &[Mark]) -> Result<HashMap<Uuid, Entry>, StoreError> {
    let ids = || marks.iter().map(|mark| mark.id);
    let times = || ids().map(time_of).map(|at| at.timestamp_millis());
    let (Some(earliest), Some(latest)) = (times().min(), times().max()) else {
        return Ok(HashMap::new());
    };
    let events = auth_event::Entity::find()
        .filter(auth_event::Column::Id.is_in(ids()))
        .filter(auth_event::Column::At.between(earliest, latest))
        .all(db)
        .await?;
    let personal = auth_event_personal::Entity::find()
        .filter(auth_event_personal::Column::EventId.is_in(ids()))
        .filter(auth_event_personal::Column::At.between(earliest, latest))
        .all(db)
        .await?;
    let mut personal: HashMap<_, _> = personal.into_iter().map(|row| (row.event_id, row)).collect();
    let entry = |event: auth_event::Model| (event.id, Entry { personal: personal.remove(&event.id), event });
    Ok(events.into_iter().map(entry).collect())
}

impl Entry {
    /// Whether the event says what it said when it was sealed.
    pub fn is_as_sealed(&self, mark: &Mark) -> bool {
        audit_digest::of(&self.event) == mark.digest
    }

    /// How its personal values stand to those that it was recorded with.
    pub fn personal_values(&self) -> PersonalValues {
        match &self.personal {
            Some(personal) if audit_digest::fits(&self.event, personal) => PersonalValues::AsRecorded,
            Some(_) => PersonalValues::Altered,
            None if self.event.personal_digest.is_some() => PersonalValues::Removed,
            None => PersonalValues::AsRecorded,
        }
    }
}

/// How the personal values of an event stand to those that it was recorded with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonalValues {
    /// They are there, or there never were any.
    AsRecorded,
    /// They are others.
    Altered,
    /// There were some, and they are gone.
    Removed,
}

async fn countries(
    db: &impl ConnectionTrait,
    first: &auth_event::Model,
    last: &auth_event::Model,
) -> Result<HashMap<Uuid, String>, StoreError> {
    let query = Query::select()
        .columns([auth_event_personal::Column::EventId, auth_event_personal::Column::Country])
        .from(auth_event_personal::Entity)
        .and_where(auth_event_personal::Column::EventId.between(first.id, last.id))
        .and_where(auth_event_personal::Column::At.between(first.at, last.at))
        .and_where(auth_event_personal::Column::Country.is_not_null())
        .to_owned();
    // By name: SQLite's rows have their columns in an order of their own.
    let named = |row: &QueryResult| Ok((row.try_get("", "event_id")?, row.try_get("", "country")?));
    db.query_all(&query).await?.iter().map(named).collect()
}
