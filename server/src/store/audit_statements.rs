//! Signed statements about the audit log: how far it was sealed, and what retention has removed.

use entity::{audit_checkpoint, audit_tombstone};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait as _, QueryOrder as _};

use super::StoreError;
use crate::clock::from_millis;
use crate::model::audit_statement::{Checkpoint, Tombstone};

/// Keeps a checkpoint, in the place of an earlier one of the same number.
pub async fn keep_checkpoint(db: &impl ConnectionTrait, checkpoint: &Checkpoint) -> Result<(), StoreError> {
    let again = OnConflict::column(audit_checkpoint::Column::Sequence)
        .update_columns([audit_checkpoint::Column::MadeAt, audit_checkpoint::Column::Token])
        .to_owned();
    audit_checkpoint::Entity::insert(audit_checkpoint::ActiveModel {
        sequence: Set(checkpoint.sequence),
        made_at: Set(checkpoint.made_at.timestamp_millis()),
        token: Set(checkpoint.token.clone()),
    })
    .on_conflict(again)
    .exec_without_returning(db)
    .await?;
    Ok(())
}

/// Every checkpoint, earliest first.
pub async fn checkpoints(db: &impl ConnectionTrait) -> Result<Vec<Checkpoint>, StoreError> {
    let rows =
        audit_checkpoint::Entity::find().order_by_asc(audit_checkpoint::Column::Sequence).all(db).await?;
    Ok(rows.into_iter().map(checkpoint).collect())
}

/// The latest checkpoint.
pub async fn latest_checkpoint(db: &impl ConnectionTrait) -> Result<Option<Checkpoint>, StoreError> {
    let latest = audit_checkpoint::Entity::find().order_by_desc(audit_checkpoint::Column::Sequence);
    Ok(latest.one(db).await?.map(checkpoint))
}

/// Keeps a tombstone; `false` where there is one for this moment.
pub async fn keep_tombstone(db: &impl ConnectionTrait, tombstone: &Tombstone) -> Result<bool, StoreError> {
    let once = OnConflict::column(audit_tombstone::Column::Before).do_nothing().to_owned();
    let kept = audit_tombstone::Entity::insert(audit_tombstone::ActiveModel {
        before: Set(tombstone.before.timestamp_millis()),
        sequence: Set(tombstone.sequence),
        chain: Set(tombstone.chain.to_vec()),
        events: Set(tombstone.events),
        made_at: Set(tombstone.made_at.timestamp_millis()),
        token: Set(tombstone.token.clone()),
    })
    .on_conflict(once)
    .exec_without_returning(db)
    .await?;
    Ok(kept == 1)
}

/// The latest tombstone: it speaks for all before it.
pub async fn latest_tombstone(db: &impl ConnectionTrait) -> Result<Option<Tombstone>, StoreError> {
    let latest = audit_tombstone::Entity::find().order_by_desc(audit_tombstone::Column::Before);
    let Some(row) = latest.one(db).await? else { return Ok(None) };
    let chain = row.chain.try_into();
    Ok(Some(Tombstone {
        before: from_millis(row.before),
        sequence: row.sequence,
        chain: chain
            .map_err(|_| StoreError::corrupt("audit_tombstone", &row.before, "chain is not 32 bytes"))?,
        events: row.events,
        made_at: from_millis(row.made_at),
        token: row.token,
    }))
}

fn checkpoint(row: audit_checkpoint::Model) -> Checkpoint {
    Checkpoint { sequence: row.sequence, made_at: from_millis(row.made_at), token: row.token }
}
