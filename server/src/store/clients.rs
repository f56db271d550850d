//! Registered applications and services.

use chrono::{DateTime, Utc};
use entity::oauth_client;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};

use super::StoreError;
use crate::clock::from_millis;
use crate::model::client::Client;

/// The clients that the migrations make.
const SEEDED: [&str; 4] = ["alert", "backend", "calendar", "ticker"];

/// The client with this id.
pub async fn find(db: &impl ConnectionTrait, id: &str) -> Result<Option<Client>, StoreError> {
    oauth_client::Entity::find_by_id(id).one(db).await?.map(parse).transpose()
}

/// Every client, in the order of their ids.
pub async fn list(db: &impl ConnectionTrait) -> Result<Vec<Client>, StoreError> {
    let rows = oauth_client::Entity::find().order_by_asc(oauth_client::Column::Id).all(db).await?;
    rows.into_iter().map(parse).collect()
}

/// The id of one client that somebody registered or changed, where there is one: any but those that every installation
/// begins with, as they began.
pub async fn registered(db: &impl ConnectionTrait) -> Result<Option<String>, StoreError> {
    let changed = Expr::col(oauth_client::Column::UpdatedAt).ne(Expr::col(oauth_client::Column::CreatedAt));
    let found = oauth_client::Entity::find()
        .select_only()
        .column(oauth_client::Column::Id)
        .filter(oauth_client::Column::Id.is_not_in(SEEDED).or(changed))
        .order_by_asc(oauth_client::Column::Id);
    Ok(found.into_tuple().one(db).await?)
}

/// Adds a client; `StoreError::Conflict` when the id is taken.
pub async fn insert(db: &impl ConnectionTrait, client: &Client) -> Result<(), StoreError> {
    oauth_client::Entity::insert(row(client)?).exec_without_returning(db).await?;
    Ok(())
}

/// Writes a client that has not changed since it was read, last changed at `seen`; `false` when it has, or is gone.
pub async fn update(
    db: &impl ConnectionTrait,
    client: &Client,
    seen: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let changed = oauth_client::Entity::update_many()
        .set(row(client)?)
        .filter(oauth_client::Column::Id.eq(&client.id))
        .filter(oauth_client::Column::UpdatedAt.eq(seen.timestamp_millis()))
        .exec(db)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Replaces a sealed secret by the same under another master key; `false` when it is no longer this one.
pub async fn reseal(
    db: &impl ConnectionTrait,
    id: &str,
    sealed: &[u8],
    resealed: Vec<u8>,
) -> Result<bool, StoreError> {
    let changed = oauth_client::Entity::update_many()
        .col_expr(oauth_client::Column::SealedSecret, resealed.into())
        .filter(oauth_client::Column::Id.eq(id))
        .filter(oauth_client::Column::SealedSecret.eq(sealed))
        .exec(db)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Removes a client; `false` when there was none.
pub async fn delete(db: &impl ConnectionTrait, id: &str) -> Result<bool, StoreError> {
    Ok(oauth_client::Entity::delete_by_id(id).exec(db).await?.rows_affected == 1)
}

fn row(client: &Client) -> Result<oauth_client::ActiveModel, StoreError> {
    let metadata = serde_json::to_value(&client.metadata)
        .map_err(|error| StoreError::corrupt("oauth_client", &client.id, &error.to_string()))?;
    Ok(oauth_client::ActiveModel {
        id: Set(client.id.clone()),
        metadata: Set(metadata),
        secret_digest: Set(client.secret_digest.map(Vec::from)),
        sealed_secret: Set(client.sealed_secret.clone()),
        disabled_at: Set(client.disabled_at.map(|at: DateTime<Utc>| at.timestamp_millis())),
        created_at: Set(client.created_at.timestamp_millis()),
        updated_at: Set(client.updated_at.timestamp_millis()),
    })
}

fn parse(row: oauth_client::Model) -> Result<Client, StoreError> {
    let corrupt = |what: &str| StoreError::corrupt("oauth_client", &row.id, what);
    let metadata = serde_json::from_value(row.metadata).map_err(|error| corrupt(&error.to_string()))?;
    let secret_digest = row.secret_digest.map(<[u8; 32]>::try_from).transpose();
    Ok(Client {
        secret_digest: secret_digest.map_err(|_| corrupt("secret_digest is not 32 bytes"))?,
        id: row.id,
        metadata,
        sealed_secret: row.sealed_secret,
        disabled_at: row.disabled_at.map(from_millis),
        created_at: from_millis(row.created_at),
        updated_at: from_millis(row.updated_at),
    })
}
