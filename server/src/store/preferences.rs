//! People's settings: one document each, replaced as a whole.

use chrono::{DateTime, Utc};
use entity::user_preference;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::StoreError;
use crate::model::preferences::Preferences;

/// What the person has set; nothing where nothing was ever set.
pub async fn find(db: &impl ConnectionTrait, user: Uuid) -> Result<Preferences, StoreError> {
    match user_preference::Entity::find_by_id(user).one(db).await? {
        None => Ok(Preferences::default()),
        Some(row) => match row.document {
            Value::Object(document) => Ok(Preferences { document, version: row.version }),
            _ => Err(StoreError::corrupt("user_preference", &user, "document is not an object")),
        },
    }
}

/// Replaces the document, if it is still what it was at `version` (0: there was none). `false`: somebody was faster.
pub async fn replace(
    db: &impl ConnectionTrait,
    user: Uuid,
    version: i64,
    document: Map<String, Value>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let document = Value::Object(document);
    if version == 0 {
        let row = user_preference::ActiveModel {
            user_id: Set(user),
            document: Set(document),
            version: Set(1),
            updated_at: Set(now.timestamp_millis()),
        };
        let once = OnConflict::column(user_preference::Column::UserId).do_nothing().to_owned();
        let added = user_preference::Entity::insert(row).on_conflict(once).exec_without_returning(db).await?;
        return Ok(added == 1);
    }
    let changed = user_preference::Entity::update_many()
        .col_expr(user_preference::Column::Document, document.into())
        .col_expr(user_preference::Column::Version, (version + 1).into())
        .col_expr(user_preference::Column::UpdatedAt, now.timestamp_millis().into())
        .filter(user_preference::Column::UserId.eq(user))
        .filter(user_preference::Column::Version.eq(version))
        .exec(db)
        .await?;
    Ok(changed.rows_affected == 1)
}
