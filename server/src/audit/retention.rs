//! Removes events that are older than `audit.retention`: by whole weeks, with a signed tombstone left in their place.

use chrono::{DateTime, TimeDelta, Utc};

use super::prepare;
use super::statements::{Notary, StatementError, tombstone};
use crate::entropy::Entropy;
use crate::model::audit_event::{Actor, AuditEvent, EventKind, Origin};
use crate::model::audit_statement::Tombstone;
use crate::store::{
    Db, StoreError, audit_pages, audit_retention, audit_seals, audit_statements, auth_events,
};

/// Removes what is older than `longest` and of a week that is wholly over; how many events went.
pub async fn remove_old(
    db: &Db,
    notary: Notary<'_>,
    entropy: &dyn Entropy,
    longest: TimeDelta,
    now: DateTime<Utc>,
) -> Result<u64, StatementError> {
    let Some(oldest) = now.checked_sub_signed(longest) else { return Ok(0) };
    let before = audit_retention::week_of(oldest);
    let last = audit_statements::latest_tombstone(db.reader()).await?;
    if last.as_ref().is_none_or(|last| last.before < before) {
        let head = audit_seals::head(db.reader()).await?;
        let events = audit_pages::count(db.reader(), DateTime::UNIX_EPOCH, before).await?;
        // Nothing goes that was not sealed.
        if events == 0 || head.looked_until < before {
            return Ok(0);
        }
        let unsigned = planned(db, last, before, events, now).await?;
        leave_tombstone(db, tombstone(notary, unsigned).await?, entropy).await?;
    }
    // On SQLite all of them; on PostgreSQL those that lay in the default partition.
    Ok(audit_retention::delete_before(db, before).await?)
}

async fn planned(
    db: &Db,
    last: Option<Tombstone>,
    before: DateTime<Utc>,
    events: u64,
    now: DateTime<Utc>,
) -> Result<Tombstone, StoreError> {
    let cut = audit_retention::cut(db.reader(), before).await?;
    let goes_on = last.map_or((0, [0; 32]), |last| (last.sequence, last.chain));
    let (sequence, chain) = cut.unwrap_or(goes_on);
    let events = i64::try_from(events).unwrap_or(i64::MAX);
    Ok(Tombstone { before, sequence, chain, events, made_at: now, token: String::new() })
}

/// In one transaction: the tombstone, the event that tells of it, and the end of what it speaks of.
async fn leave_tombstone(db: &Db, tombstone: Tombstone, entropy: &dyn Entropy) -> Result<(), StoreError> {
    let mut event = AuditEvent::of(EventKind::AuditPruned, &Origin::default());
    event.actor = Actor::System;
    event.detail = Some(serde_json::json!({ "before": tombstone.before, "events": tombstone.events }));
    let recorded = prepare(event, entropy, tombstone.made_at);
    db.write(async move |tx| {
        if !audit_statements::keep_tombstone(tx, &tombstone).await? {
            return Ok(());
        }
        audit_seals::remove_through(tx, tombstone.sequence).await?;
        audit_retention::drop_partitions(tx, tombstone.before).await?;
        auth_events::insert(tx, &recorded).await
    })
    .await
}
