//! How many events of a sort a day had: counted when they are sealed, in the transaction of the seal.

use entity::audit_daily;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _};

use super::StoreError;
use super::statements::WrittenOut;

const ADD: WrittenOut<5> = WrittenOut::new(
    "INSERT INTO audit_daily (day, kind, outcome, country, events) VALUES ($1, $2, $3, $4, $5) \
     ON CONFLICT (day, kind, outcome, country) DO UPDATE SET events = audit_daily.events + excluded.events",
);

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

/// Counts so many more.
pub async fn add(db: &impl ConnectionTrait, sort: &Sort, events: i64) -> Result<(), StoreError> {
    let text = |text: &String| text.clone().into();
    let Sort { day, kind, outcome, country } = sort;
    ADD.run(db, [(*day).into(), text(kind), text(outcome), text(country), events.into()]).await?;
    Ok(())
}

/// The counts of the days from `day` on, in order.
pub async fn since(db: &impl ConnectionTrait, day: i64) -> Result<Vec<(Sort, i64)>, StoreError> {
    let query = audit_daily::Entity::find()
        .filter(audit_daily::Column::Day.gte(day))
        .order_by_asc(audit_daily::Column::Day)
        .order_by_asc(audit_daily::Column::Kind)
        .order_by_asc(audit_daily::Column::Outcome)
        .order_by_asc(audit_daily::Column::Country);
    let of = |row: audit_daily::Model| {
        let audit_daily::Model { day, kind, outcome, country, events } = row;
        (Sort { day, kind, outcome, country }, events)
    };
    Ok(query.all(db).await?.into_iter().map(of).collect())
}
