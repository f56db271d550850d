//! Removes events that are older than `audit.retention`: by whole weeks, with a signed tombstone left in their place.
//!
//! Whoever can write to the database must not get our signature under a lie. So a tombstone goes on from one that we have
//! signed ourselves, and speaks of no seal that does not follow from there or holds a younger event: such a seal stays, for
//! `audit verify` to name.

use chrono::{DateTime, TimeDelta, Utc};

use super::notary::{Notary, StatementError};
use super::prepare;
use super::statements::{Tombstones, tombstone, tombstones};
use crate::entropy::Entropy;
use crate::model::audit_event::{Actor, AuditEvent, EventKind, Origin};
use crate::model::audit_seal::{Chain, Seal, link, time_of};
use crate::model::audit_statement::Tombstone;
use crate::store::{
    Db, StoreError, audit_pages, audit_retention, audit_seals, audit_statements, auth_events, settings,
};

/// Seals that are read at once.
const SEALS: u64 = 16;

/// Removes what is older than `longest` and of a week that is wholly over; how many events went.
pub async fn remove_old(
    db: &Db,
    notary: Notary<'_>,
    longest: TimeDelta,
    now: DateTime<Utc>,
) -> Result<u64, StatementError> {
    let Some(oldest) = now.checked_sub_signed(longest) else { return Ok(0) };
    let before = audit_retention::week_of(oldest);
    let opened = notary.opened(db, now).await?;
    let Tombstones { ours: last, unsigned } = tombstones(db, Some(&opened.key)).await?;
    if last.as_ref().is_none_or(|last| last.before < before) {
        let head = audit_seals::head(db.reader()).await?;
        let events = audit_pages::count(db.reader(), DateTime::UNIX_EPOCH, before).await?;
        // Nothing goes that was not sealed.
        if events == 0 || head.looked_until < before {
            return Ok(0);
        }
        let goes_on = last.map_or((0, [0; 32]), |last| (last.sequence, last.chain));
        let (sequence, chain) = cut(db, goes_on, before).await?;
        let events = i64::try_from(events).unwrap_or(i64::MAX);
        let planned = Tombstone { before, sequence, chain, events, made_at: now, token: String::new() };
        let step = Step {
            tombstone: tombstone(notary, &opened, &planned)?,
            key: opened.row,
            unsigned: unsigned.into_iter().map(|tombstone| tombstone.token).collect(),
        };
        if !step.take(db, notary.entropy).await? {
            return Ok(0);
        }
    }
    // On SQLite all of them; on PostgreSQL those that lay in the default partition.
    Ok(audit_retention::delete_before(db, before).await?)
}

/// How far the seals that follow a number and its digest are whole and hold nothing but events before `before`: they go.
async fn cut(db: &Db, from: (i64, Chain), before: DateTime<Utc>) -> Result<(i64, Chain), StoreError> {
    let (mut through, mut chain) = from;
    let goes = |seal: &Seal, through: i64, chain: Chain| {
        seal.first == through + 1
            && seal.marks.iter().all(|mark| time_of(mark.id) < before)
            && link(chain, seal.first, &seal.marks) == seal.chain
    };
    loop {
        let seals = audit_seals::following(db.reader(), through, SEALS).await?;
        let before_these = through;
        for seal in seals.into_iter().map_while(Result::ok) {
            if !goes(&seal, through, chain) {
                return Ok((through, chain));
            }
            (through, chain) = (seal.last(), seal.chain);
        }
        if through == before_these {
            return Ok((through, chain));
        }
    }
}

/// What is written in one transaction.
struct Step {
    tombstone: Tombstone,
    /// The row of the key that has signed it.
    key: String,
    /// Tokens of tombstones that nobody of us has signed.
    unsigned: Vec<String>,
}

impl Step {
    /// The tombstone, the event that tells of it, and the end of what it speaks of. `false` where another instance has left
    /// it, or its key is no longer the one of the log.
    async fn take(self, db: &Db, entropy: &dyn Entropy) -> Result<bool, StoreError> {
        let Self { tombstone, key, unsigned } = self;
        let mut event = AuditEvent::of(EventKind::AuditPruned, &Origin::default());
        event.actor = Actor::System;
        event.detail = Some(serde_json::json!({ "before": tombstone.before, "events": tombstone.events }));
        let recorded = prepare(event, entropy, tombstone.made_at);
        db.write(async move |tx| {
            if settings::find(tx, settings::AUDIT_KEY).await?.as_ref() != Some(&key)
                || !audit_statements::keep_tombstone(tx, &tombstone, &unsigned).await?
            {
                return Ok(false);
            }
            audit_seals::remove_through(tx, tombstone.sequence).await?;
            audit_statements::remove_checkpoints_before(tx, tombstone.sequence).await?;
            audit_retention::drop_partitions(tx, tombstone.before).await?;
            auth_events::insert(tx, &recorded).await?;
            Ok(true)
        })
        .await
    }
}
