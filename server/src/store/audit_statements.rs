//! Signed statements about the audit log: how far it was sealed, and what retention has removed.

use entity::{audit_checkpoint, audit_tombstone};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};

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

/// The `limit` checkpoints that follow the one of the number `after`, earliest first.
pub async fn checkpoints(
    db: &impl ConnectionTrait,
    after: i64,
    limit: u64,
) -> Result<Vec<Checkpoint>, StoreError> {
    let query = audit_checkpoint::Entity::find()
        .filter(audit_checkpoint::Column::Sequence.gt(after))
        .order_by_asc(audit_checkpoint::Column::Sequence)
        .limit(limit);
    Ok(query.all(db).await?.into_iter().map(checkpoint).collect())
}

/// Removes the checkpoints of events before the number `sequence`: those are gone, and with them what could be compared.
pub async fn remove_checkpoints_before(db: &impl ConnectionTrait, sequence: i64) -> Result<(), StoreError> {
    let gone = audit_checkpoint::Column::Sequence.lt(sequence);
    audit_checkpoint::Entity::delete_many().filter(gone).exec(db).await?;
    Ok(())
}

/// The latest checkpoint.
pub async fn latest_checkpoint(db: &impl ConnectionTrait) -> Result<Option<Checkpoint>, StoreError> {
    let latest = audit_checkpoint::Entity::find().order_by_desc(audit_checkpoint::Column::Sequence);
    Ok(latest.one(db).await?.map(checkpoint))
}

/// Keeps a tombstone, in the place of one of these tokens, which nobody of us has signed; `false` where there is another one
/// for this moment.
pub async fn keep_tombstone(
    db: &impl ConnectionTrait,
    tombstone: &Tombstone,
    unsigned: &[String],
) -> Result<bool, StoreError> {
    let before = tombstone.before.timestamp_millis();
    audit_tombstone::Entity::delete_many()
        .filter(audit_tombstone::Column::Before.eq(before))
        .filter(audit_tombstone::Column::Token.is_in(unsigned))
        .exec(db)
        .await?;
    let once = OnConflict::column(audit_tombstone::Column::Before).do_nothing().to_owned();
    let kept = audit_tombstone::Entity::insert(audit_tombstone::ActiveModel {
        before: Set(before),
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

/// Puts the tombstone's token in the place of the one there; `false` where a later one came meanwhile, or it is gone.
pub async fn resign_tombstone(db: &impl ConnectionTrait, tombstone: &Tombstone) -> Result<bool, StoreError> {
    let before = tombstone.before.timestamp_millis();
    let changed = audit_tombstone::Entity::update_many()
        .col_expr(audit_tombstone::Column::Token, tombstone.token.clone().into())
        .filter(audit_tombstone::Column::Before.eq(before))
        .exec(db)
        .await?;
    let later = audit_tombstone::Entity::find()
        .filter(audit_tombstone::Column::Before.gt(before))
        .filter(audit_tombstone::Column::MadeAt.gt(tombstone.made_at.timestamp_millis()));
    Ok(changed.rows_affected == 1 && later.one(db).await?.is_none())
}

/// Every tombstone, latest first: the latest speaks for all before it.
pub async fn tombstones(db: &impl ConnectionTrait) -> Result<Vec<Tombstone>, StoreError> {
    let rows = audit_tombstone::Entity::find().order_by_desc(audit_tombstone::Column::Before).all(db).await?;
    let tombstone = |row: audit_tombstone::Model| Tombstone {
        before: from_millis(row.before),
        sequence: row.sequence,
        // What is no digest is in no statement that we have signed, and neither is this one.
        chain: row.chain.try_into().unwrap_or_default(),
        events: row.events,
        made_at: from_millis(row.made_at),
        token: row.token,
    };
    Ok(rows.into_iter().map(tombstone).collect())
}

fn checkpoint(row: audit_checkpoint::Model) -> Checkpoint {
    Checkpoint { sequence: row.sequence, made_at: from_millis(row.made_at), token: row.token }
}
