//! The sealer: gives events their numbers and chains them, behind those who write them.
//!
//! The number is the order of sealing, without a gap. An event is sealed once it is [`SETTLES`] old: by then whatever
//! began before it has been committed, so that one walk forward finds nearly all. What came later still, from an instance
//! whose clock is behind, [`seal_late`] finds. Several sealers do no harm: a seal moves the head by a conditional update.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::model::audit_seal::{Head, MOST_EVENTS, MOST_SPAN, Mark, Seal, link, time_of};
use crate::store::audit_daily::{self, Sort};
use crate::store::audit_pages::{self, Happened};
use crate::store::{Db, StoreError, audit_seals};

/// The age at which an event is sealed: longer than any transaction of ours lasts.
pub const SETTLES: TimeDelta = TimeDelta::seconds(15);
/// How far [`seal_late`] looks back: longer than clocks ever differ.
pub const LOOKS_BACK: TimeDelta = TimeDelta::hours(2);

/// Seals of one call; the next call goes on.
const MOST_SEALS: usize = 200;
/// Ids that are looked for in the seals at once.
const IDS: u64 = 5000;

/// Seals what has settled since the last look; how many events.
pub async fn seal(db: &Db, now: DateTime<Utc>) -> Result<u64, StoreError> {
    let mut head = audit_seals::head(db.reader()).await?;
    let mut after = audit_pages::before(head.looked_until);
    let mut sealed = 0;
    for _ in 0..MOST_SEALS {
        let mut page = audit_pages::page(db.reader(), after, now - SETTLES, MOST_EVENTS.into()).await?;
        let Some(first) = page.first().map(|event| event.at) else { break };
        page.retain(|event| event.at - first <= MOST_SPAN);
        let Some(last) = page.last() else { break };
        let looked_until = head.looked_until.max(last.at);
        after = last.mark.id;
        let ids: Vec<_> = page.iter().map(|event| event.mark.id).collect();
        let new = unsealed(db, &ids, i64::MAX).await?;
        page.retain(|event| new.contains(&event.mark.id));
        if page.is_empty() {
            continue;
        }
        let count = page.len() as u64;
        let Some(moved) = add(db, head, page, looked_until, now).await? else { break };
        head = moved;
        sealed += count;
    }
    Ok(sealed)
}

/// Seals what was written late, behind what has been looked at; how many events.
pub async fn seal_late(db: &Db, now: DateTime<Utc>) -> Result<u64, StoreError> {
    let until = audit_seals::head(db.reader()).await?.looked_until;
    let mut after = audit_pages::before(until - LOOKS_BACK);
    let mut sealed = 0;
    loop {
        let ids = audit_pages::ids(db.reader(), after, until, IDS).await?;
        let Some(last) = ids.last() else { return Ok(sealed) };
        let late: Vec<_> =
            unsealed(db, &ids, i64::MAX).await?.into_iter().take(MOST_EVENTS as usize).collect();
        let Some(late) = late.chunk_by(|one, other| is_of_one_seal(*one, *other)).next() else {
            after = *last;
            tokio::task::yield_now().await;
            continue;
        };
        let events = audit_pages::of_ids(db.reader(), late).await?;
        if events.is_empty() {
            continue;
        }
        let count = events.len() as u64;
        let head = audit_seals::head(db.reader()).await?;
        let looked_until = head.looked_until;
        // Where another seal came first, these are looked for again.
        if add(db, head, events, looked_until, now).await?.is_some() {
            sealed += count;
        }
    }
}

/// Late ones are few: those of one window of time make a seal.
fn is_of_one_seal(one: Uuid, other: Uuid) -> bool {
    let window = |id| time_of(id).timestamp_millis().div_euclid(MOST_SPAN.num_milliseconds());
    window(one) == window(other)
}

/// Of the events of these ids, in their order, those that no seal up to this number has.
pub async fn unsealed(db: &Db, ids: &[Uuid], until: i64) -> Result<BTreeSet<Uuid>, StoreError> {
    let (Some(first), Some(last)) = (ids.first(), ids.last()) else { return Ok(BTreeSet::new()) };
    let seals = audit_seals::of_time(db.reader(), &(time_of(*first)..=time_of(*last))).await?;
    let seals = seals.iter().filter(|seal| seal.first <= until);
    let sealed: HashSet<Uuid> = seals.flat_map(|seal| seal.marks.iter().map(|mark| mark.id)).collect();
    Ok(ids.iter().copied().filter(|id| !sealed.contains(id)).collect())
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
    let first = head.sequence + 1;
    let (earliest, latest) = Seal::times_of(&marks).unwrap_or((now, now));
    let seal =
        Seal { first, sealed_at: now, earliest, latest, chain: link(head.chain, first, &marks), marks };
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
