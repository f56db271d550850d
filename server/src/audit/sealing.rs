//! The sealer: gives events their numbers and chains them, behind those who write them.
//!
//! The number is the order of sealing, without a gap. An event is sealed once it is [`SETTLES`] old: by then whatever
//! began before it has been committed, so that one walk forward finds nearly all. What came later still, from an instance
//! whose clock is behind, [`seal_late`] finds. Several sealers do no harm: a seal moves the head by a conditional update.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::model::audit_seal::{Head, Mark, Seal, link};
use crate::store::audit_daily::{self, Sort};
use crate::store::audit_pages::{self, Happened};
use crate::store::{Db, StoreError, audit_seals};

/// The age at which an event is sealed: longer than any transaction of ours lasts.
pub const SETTLES: TimeDelta = TimeDelta::seconds(15);
/// How far [`seal_late`] looks back: longer than clocks ever differ.
pub const LOOKS_BACK: TimeDelta = TimeDelta::hours(2);

/// Events of one seal.
const PAGE: u64 = 500;
/// Pages of one call; the next call goes on.
const MOST_PAGES: usize = 200;

/// Seals what has settled since the last look; how many events.
pub async fn seal(db: &Db, now: DateTime<Utc>) -> Result<u64, StoreError> {
    let head = audit_seals::head(db.reader()).await?;
    let from = head.looked_until;
    seal_from(db, head, from, now).await
}

/// Seals what was written late, behind what has been looked at.
pub async fn seal_late(db: &Db, now: DateTime<Utc>) -> Result<u64, StoreError> {
    let head = audit_seals::head(db.reader()).await?;
    let from = head.looked_until - LOOKS_BACK;
    seal_from(db, head, from, now).await
}

/// Of these events, those that no seal has.
pub async fn unsealed(db: &Db, page: Vec<Happened>) -> Result<Vec<Happened>, StoreError> {
    let times = || page.iter().map(|event| event.at);
    let (Some(earliest), Some(latest)) = (times().min(), times().max()) else { return Ok(Vec::new()) };
    let seals = audit_seals::of_time(db.reader(), &(earliest..=latest)).await?;
    let sealed: HashSet<Uuid> = seals.iter().flat_map(|seal| seal.marks.iter().map(|mark| mark.id)).collect();
    Ok(page.into_iter().filter(|event| !sealed.contains(&event.mark.id)).collect())
}

async fn seal_from(
    db: &Db,
    mut head: Head,
    from: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let mut after = audit_pages::before(from);
    let mut sealed = 0;
    for _ in 0..MOST_PAGES {
        let page = audit_pages::page(db.reader(), after, now - SETTLES, PAGE).await?;
        let Some(last) = page.last() else { break };
        let looked_until = head.looked_until.max(last.at);
        after = last.mark.id;
        let events = unsealed(db, page).await?;
        if events.is_empty() {
            continue;
        }
        let count = events.len() as u64;
        let Some(moved) = add(db, head, events, looked_until, now).await? else { break };
        head = moved;
        sealed += count;
    }
    Ok(sealed)
}

/// Seals these events, and counts them for their days. `None` where somebody else has sealed meanwhile.
async fn add(
    db: &Db,
    head: Head,
    events: Vec<Happened>,
    looked_until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Option<Head>, StoreError> {
    let marks: Vec<Mark> = events.iter().map(|event| event.mark).collect();
    let (first, times) = (head.sequence + 1, || events.iter().map(|event| event.at));
    let seal = Seal {
        first,
        sealed_at: now,
        earliest: times().min().unwrap_or(now),
        latest: times().max().unwrap_or(now),
        chain: link(head.chain, first, &marks),
        marks,
    };
    let mut counts: BTreeMap<Sort, i64> = BTreeMap::new();
    for event in events {
        *counts.entry(event.sort).or_default() += 1;
    }
    db.write(async move |tx| {
        if !audit_seals::add(tx, &head, &seal, looked_until).await? {
            return Ok(None);
        }
        for (sort, events) in &counts {
            audit_daily::add(tx, sort, *events).await?;
        }
        Ok(Some(Head { sequence: seal.last(), chain: seal.chain, looked_until }))
    })
    .await
}
