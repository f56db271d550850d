//! What people allowed clients.

use chrono::{DateTime, Utc};
use entity::consent;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
};
use uuid::Uuid;

use super::StoreError;
use crate::clock::from_millis;
use crate::model::consent::{Consent, Given};
use crate::protocol::scope::Scope;

/// What the person allowed the client so far.
pub async fn find(
    db: &impl ConnectionTrait,
    user: Uuid,
    client: &str,
) -> Result<Option<Consent>, StoreError> {
    let row = consent::Entity::find_by_id((user, client.to_owned())).one(db).await?;
    Ok(row.map(|row| Consent { scope: Scope::stored(&row.scope), claims: Scope::stored(&row.claims) }))
}

/// Everything that the person allowed, by client, the newest first.
pub async fn of_user(db: &impl ConnectionTrait, user: Uuid) -> Result<Vec<Given>, StoreError> {
    let query = consent::Entity::find()
        .filter(consent::Column::UserId.eq(user))
        .order_by_desc(consent::Column::UpdatedAt)
        .order_by_asc(consent::Column::ClientId);
    let given = |row: consent::Model| Given {
        client_id: row.client_id,
        consent: Consent { scope: Scope::stored(&row.scope), claims: Scope::stored(&row.claims) },
        granted_at: from_millis(row.granted_at),
        updated_at: from_millis(row.updated_at),
    };
    Ok(query.all(db).await?.into_iter().map(given).collect())
}

/// Forgets what the person allowed the client; `false` when there was nothing.
pub async fn remove(db: &impl ConnectionTrait, user: Uuid, client: &str) -> Result<bool, StoreError> {
    let gone = consent::Entity::delete_by_id((user, client.to_owned())).exec(db).await?;
    Ok(gone.rows_affected == 1)
}

/// Remembers what the person allows the client from now on.
pub async fn put(
    db: &impl ConnectionTrait,
    user: Uuid,
    client: &str,
    allowed: &Consent,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = consent::ActiveModel {
        user_id: Set(user),
        client_id: Set(client.to_owned()),
        scope: Set(allowed.scope.to_string()),
        claims: Set(allowed.claims.to_string()),
        granted_at: Set(now.timestamp_millis()),
        updated_at: Set(now.timestamp_millis()),
    };
    let replace = OnConflict::columns([consent::Column::UserId, consent::Column::ClientId])
        .update_columns([consent::Column::Scope, consent::Column::Claims, consent::Column::UpdatedAt])
        .to_owned();
    consent::Entity::insert(row).on_conflict(replace).exec_without_returning(db).await?;
    Ok(())
}

/// What people allowed the client covers nothing from now on: each is asked again.
pub async fn ask_again(
    db: &impl ConnectionTrait,
    client: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    consent::Entity::update_many()
        .col_expr(consent::Column::Scope, "".into())
        .col_expr(consent::Column::Claims, "".into())
        .col_expr(consent::Column::UpdatedAt, now.timestamp_millis().into())
        .filter(consent::Column::ClientId.eq(client))
        .exec(db)
        .await?;
    Ok(())
}
