//! The daily counts beside the events that they have counted.
//!
//! They outlive the events, so they are compared while both are there: for days of which retention has removed nothing and no
//! event is missing or changed otherwise, since that is a finding of its own.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::report::{Finding, Report};
use crate::admin::audit::daily::date;
use crate::clock::from_millis;
use crate::model::audit_seal::Head;
use crate::model::audit_statement::Tombstone;
use crate::store::audit_daily::{self, day_of};
use crate::store::auth_events::Entry;
use crate::store::{ConnectionTrait, StoreError, audit_seals};

/// What is counted. Where from is not compared: it is forgotten with the person.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Counted {
    day: i64,
    kind: String,
    outcome: String,
}

/// What is counted on the way, and what the store says.
pub(super) struct Days {
    from: i64,
    says: BTreeMap<Counted, i64>,
    found: BTreeMap<Counted, i64>,
    spoiled: BTreeSet<i64>,
    is_hopeless: bool,
}

/// How far the log is sealed, and the counts of that very moment.
pub(super) async fn snapshot(
    db: &impl ConnectionTrait,
    tombstone: Option<&Tombstone>,
) -> Result<(Option<Head>, Vec<(audit_daily::Sort, i64)>), StoreError> {
    let since = tombstone.map(|tombstone| day_of(tombstone.before));
    let days = audit_daily::Days { since, ..audit_daily::Days::default() };
    loop {
        let head = audit_seals::find_head(db).await?;
        let counted = audit_daily::list(db, &days).await?;
        // They change together.
        if audit_seals::find_head(db).await? == head {
            return Ok((head, counted));
        }
    }
}

impl Days {
    /// Nothing is counted yet.
    pub(super) fn of(counted: Vec<(audit_daily::Sort, i64)>, tombstone: Option<&Tombstone>) -> Self {
        let mut says = BTreeMap::new();
        for (audit_daily::Sort { day, kind, outcome, .. }, events) in counted {
            let says: &mut i64 = says.entry(Counted { day, kind, outcome }).or_default();
            *says = says.saturating_add(events);
        }
        let from = tombstone.map_or(i64::MIN, |tombstone| day_of(tombstone.before));
        Self { from, says, found: BTreeMap::new(), spoiled: BTreeSet::new(), is_hopeless: false }
    }

    /// An event that is there, as it was sealed.
    pub(super) fn count(&mut self, Entry { event, .. }: &Entry) {
        let day = day_of(from_millis(event.at));
        if day >= self.from {
            let (kind, outcome) = (event.kind.clone(), event.outcome.clone());
            *self.found.entry(Counted { day, kind, outcome }).or_default() += 1;
        }
    }

    /// An event of this day is not what it was.
    pub(super) fn spoil(&mut self, at: DateTime<Utc>) {
        self.spoiled.insert(day_of(at));
    }

    /// It is not known of which days events are missing.
    pub(super) const fn give_up(&mut self) {
        self.is_hopeless = true;
    }

    /// Names each count that is not the one of its events.
    pub(super) fn compare(self, report: &mut Report) {
        if self.is_hopeless {
            return;
        }
        let keys: BTreeSet<&Counted> = self.says.keys().chain(self.found.keys()).collect();
        let keys = keys.into_iter().filter(|key| !self.spoiled.contains(&key.day));
        let mut days = BTreeSet::new();
        for key in keys {
            let of = |counts: &BTreeMap<Counted, i64>| counts.get(key).copied().unwrap_or_default();
            let (says, found) = (of(&self.says), of(&self.found));
            let Counted { day, kind, outcome } = key.clone();
            days.insert(day);
            if says != found {
                let day = date(day);
                report.findings.push(Finding::Daily { day, kind, outcome, says, found });
            }
        }
        report.days = u64::try_from(days.len()).unwrap_or(u64::MAX);
    }
}
