//! Seals of the audit log: which events were sealed together, with their digests, and how far the log is sealed.

use std::ops::RangeInclusive;

use chrono::{DateTime, Utc};
use entity::{audit_head, audit_seal};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};
use uuid::Uuid;

use super::StoreError;
use super::statements::WrittenOut;
use crate::clock::from_millis;
use crate::model::audit_seal::{Head, MOST_EVENTS, MOST_SPAN, Mark, Seal};

/// Bytes of an event in a seal: its id and its digest.
const MARK: usize = 16 + 32;
/// The head's only row.
const HEAD: i64 = 1;

const MOVE_HEAD: WrittenOut<4> = WrittenOut::new(
    "UPDATE audit_head SET sequence = $1, chain = $2, looked_until = $3 WHERE id = 1 AND sequence = $4",
);

/// How far the log is sealed.
pub async fn head(db: &impl ConnectionTrait) -> Result<Head, StoreError> {
    let head = find_head(db).await?;
    head.ok_or_else(|| StoreError::corrupt("audit_head", &HEAD, "the row is missing, or its digest is none"))
}

/// The same for whoever looks for what is missing.
pub async fn find_head(db: &impl ConnectionTrait) -> Result<Option<Head>, StoreError> {
    let row = audit_head::Entity::find_by_id(HEAD).one(db).await?;
    Ok(row.and_then(|row| {
        let (sequence, looked_until) = (row.sequence, from_millis(row.looked_until));
        Some(Head { sequence, chain: row.chain.try_into().ok()?, looked_until })
    }))
}

/// Adds a seal after `head`, and moves the head to it: two statements. `false`, and nothing is to be kept, where somebody
/// else has sealed meanwhile.
pub async fn add(
    db: &impl ConnectionTrait,
    head: &Head,
    seal: &Seal,
    looked_until: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let values = [
        seal.last().into(),
        seal.chain.to_vec().into(),
        looked_until.timestamp_millis().into(),
        head.sequence.into(),
    ];
    if MOVE_HEAD.run(db, values).await? == 0 {
        return Ok(false);
    }
    let mut events = Vec::with_capacity(seal.marks.len() * MARK);
    for mark in &seal.marks {
        events.extend_from_slice(mark.id.as_bytes());
        events.extend_from_slice(&mark.digest);
    }
    audit_seal::Entity::insert(audit_seal::ActiveModel {
        first: Set(seal.first),
        last: Set(seal.last()),
        sealed_at: Set(seal.sealed_at.timestamp_millis()),
        earliest_at: Set(seal.earliest.timestamp_millis()),
        latest_at: Set(seal.latest.timestamp_millis()),
        events: Set(events),
        chain: Set(seal.chain.to_vec()),
    })
    .exec_without_returning(db)
    .await?;
    Ok(true)
}

/// A row that is not as a seal is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Broken {
    /// The number of its first event, as it says.
    pub first: i64,
}

/// The `limit` seals whose first number is greater than `after`, in their order.
pub async fn following(
    db: &impl ConnectionTrait,
    after: i64,
    limit: u64,
) -> Result<Vec<Result<Seal, Broken>>, StoreError> {
    let query = audit_seal::Entity::find()
        .filter(audit_seal::Column::First.gt(after))
        .order_by_asc(audit_seal::Column::First)
        .limit(limit);
    Ok(query.all(db).await?.iter().map(parse).collect())
}

/// The seals that may hold an event of these moments. None spans more than [`MOST_SPAN`].
pub async fn of_time(
    db: &impl ConnectionTrait,
    moments: &RangeInclusive<DateTime<Utc>>,
) -> Result<Vec<Seal>, StoreError> {
    let query = audit_seal::Entity::find()
        .filter(audit_seal::Column::LatestAt.gte(moments.start().timestamp_millis()))
        .filter(audit_seal::Column::LatestAt.lte((*moments.end() + MOST_SPAN).timestamp_millis()))
        .filter(audit_seal::Column::EarliestAt.lte(moments.end().timestamp_millis()));
    query.all(db).await?.iter().map(|row| parse(row).map_err(StoreError::from)).collect()
}

/// Removes the seals up to the number `through`.
pub async fn remove_through(db: &impl ConnectionTrait, through: i64) -> Result<(), StoreError> {
    audit_seal::Entity::delete_many().filter(audit_seal::Column::Last.lte(through)).exec(db).await?;
    Ok(())
}

fn parse(row: &audit_seal::Model) -> Result<Seal, Broken> {
    read(row).ok_or(Broken { first: row.first })
}

fn read(row: &audit_seal::Model) -> Option<Seal> {
    let (marks, rest) = row.events.as_chunks::<MARK>();
    if !rest.is_empty() || marks.is_empty() || marks.len() > MOST_EVENTS as usize {
        return None;
    }
    let mark = |bytes: &[u8; MARK]| {
        let (id, digest) = bytes.split_first_chunk::<16>()?;
        Some(Mark { id: Uuid::from_bytes(*id), digest: digest.try_into().ok()? })
    };
    let seal = Seal {
        first: row.first,
        sealed_at: from_millis(row.sealed_at),
        earliest: from_millis(row.earliest_at),
        latest: from_millis(row.latest_at),
        marks: marks.iter().map(mark).collect::<Option<_>>()?,
        chain: row.chain.as_slice().try_into().ok()?,
    };
    (seal.last() == row.last).then_some(seal)
}

impl From<Broken> for StoreError {
    fn from(Broken { first }: Broken) -> Self {
        Self::corrupt("audit_seal", &first, "it is no seal: see `signet audit verify`")
    }
}
