//! The countries that people have signed in from.

use chrono::{DateTime, Utc};
use entity::sign_in_place;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
};
use uuid::Uuid;

use super::StoreError;
use crate::clock::from_millis;
use crate::model::place::{Place, Point};

/// A country that a person has signed in from.
#[derive(Debug, Clone)]
pub struct Visited {
    /// Where, as it was known the last time.
    pub place: Place,
    /// When that was.
    pub last_at: DateTime<Utc>,
}

/// The countries of a person, the latest first.
pub async fn of_user(db: &impl ConnectionTrait, user: Uuid) -> Result<Vec<Visited>, StoreError> {
    let rows = sign_in_place::Entity::find()
        .filter(sign_in_place::Column::UserId.eq(user))
        .order_by_desc(sign_in_place::Column::LastAt)
        .all(db)
        .await?;
    let visited = |row: sign_in_place::Model| {
        let point = row.latitude.zip(row.longitude);
        let point = point.map(|(latitude, longitude)| Point { latitude, longitude });
        Visited { place: Place { country: row.country, point }, last_at: from_millis(row.last_at) }
    };
    Ok(rows.into_iter().map(visited).collect())
}

/// The person has signed in from there.
pub async fn note(
    db: &impl ConnectionTrait,
    user: Uuid,
    place: &Place,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = sign_in_place::ActiveModel {
        user_id: Set(user),
        country: Set(place.country.clone()),
        latitude: Set(place.point.map(|point| point.latitude)),
        longitude: Set(place.point.map(|point| point.longitude)),
        first_at: Set(now.timestamp_millis()),
        last_at: Set(now.timestamp_millis()),
    };
    let again = OnConflict::columns([sign_in_place::Column::UserId, sign_in_place::Column::Country])
        .update_columns([
            sign_in_place::Column::Latitude,
            sign_in_place::Column::Longitude,
            sign_in_place::Column::LastAt,
        ])
        .to_owned();
    sign_in_place::Entity::insert(row).on_conflict(again).exec_without_returning(db).await?;
    Ok(())
}
