//! How many events of a sort a day had: counted when they are sealed, in the transaction of the seal.

use chrono::{DateTime, Utc};
use entity::audit_daily;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _};

use super::StoreError;
use super::statements::WrittenOut;

const ADD: WrittenOut<5> = WrittenOut::new(
    "INSERT INTO audit_daily (day, kind, outcome, country, events) VALUES ($1, $2, $3, $4, $5) \
     ON CONFLICT (day, kind, outcome, country) DO UPDATE SET events = audit_daily.events + excluded.events",
);

const DAY_MILLIS: i64 = 24 * 60 * 60 * 1000;

/// A sort of event on a day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sort {
    /// The day, counted from 1970-01-01 in UTC.
    pub day: i64,
    /// What happened.
    pub kind: String,
    /// Success, failure or refusal.
    pub outcome: String,
    /// From which country; empty where it is not known.
    pub country: String,
}

/// The day that a moment falls into, counted from 1970-01-01 in UTC.
pub fn day_of(at: DateTime<Utc>) -> i64 {
    at.timestamp_millis().div_euclid(DAY_MILLIS)
}

/// Counts so many more.
pub async fn add(db: &impl ConnectionTrait, sort: &Sort, events: i64) -> Result<(), StoreError> {
    let text = |text: &String| text.clone().into();
    let Sort { day, kind, outcome, country } = sort;
    ADD.run(db, [(*day).into(), text(kind), text(outcome), text(country), events.into()]).await?;
    Ok(())
}

/// Which counts.
#[derive(Debug, Clone, Default)]
pub struct Days {
    /// From this day on, counted from 1970-01-01.
    pub since: Option<i64>,
    /// Before this day.
    pub until: Option<i64>,
    /// Of this kind.
    pub kind: Option<String>,
    /// That ended so.
    pub outcome: Option<String>,
}

/// The counts that are chosen: by day, and within it by kind, outcome and country.
pub async fn list(db: &impl ConnectionTrait, days: &Days) -> Result<Vec<(Sort, i64)>, StoreError> {
    let mut query = audit_daily::Entity::find()
        .order_by_asc(audit_daily::Column::Day)
        .order_by_asc(audit_daily::Column::Kind)
        .order_by_asc(audit_daily::Column::Outcome)
        .order_by_asc(audit_daily::Column::Country);
    if let Some(since) = days.since {
        query = query.filter(audit_daily::Column::Day.gte(since));
    }
    if let Some(until) = days.until {
        query = query.filter(audit_daily::Column::Day.lt(until));
    }
    if let Some(kind) = &days.kind {
        query = query.filter(audit_daily::Column::Kind.eq(kind));
    }
    if let Some(outcome) = &days.outcome {
        query = query.filter(audit_daily::Column::Outcome.eq(outcome));
    }
    let of = |row: audit_daily::Model| {
        let audit_daily::Model { day, kind, outcome, country, events } = row;
        (Sort { day, kind, outcome, country }, events)
    };
    Ok(query.all(db).await?.into_iter().map(of).collect())
}
