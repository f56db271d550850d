//! The log in the order of its numbers, a page at a time: for keeping it elsewhere.

use serde_json::Value;

use super::describe;
use crate::admin::{AdminError, Office};
use crate::audit::prepare;
use crate::model::audit_event::{Actor, AuditEvent, EventKind, Origin};
use crate::model::audit_seal::MOST_EVENTS;
use crate::store::auth_events::{self, Filter};
use crate::store::{StoreError, audit_pages, audit_seals};

/// Seals that are read at once.
const SEALS: u64 = 8;

/// An export that goes on where the last page ended.
#[derive(Debug)]
pub struct Export {
    /// The first number of the last seal that was read.
    after: i64,
    /// The number of the next event.
    next: i64,
    filter: Filter,
}

/// Some events of it.
#[derive(Debug)]
pub struct Page {
    /// The events, each with its `number`.
    pub events: Vec<Value>,
    /// The number of the last event that was looked at, whether it passed the filter or not.
    pub through: i64,
}

impl Export {
    /// Begins after the event numbered `after`; 0 begins with the first. The export is an event too.
    pub async fn begin(office: &Office, after: i64, filter: Filter) -> Result<Self, AdminError> {
        let mut event = AuditEvent::of(EventKind::AuditExported, &Origin::default());
        event.actor = Actor::Operator;
        event.detail = Some(serde_json::json!({ "after": after }));
        let recorded = prepare(event, &*office.entropy, office.clock.now());
        office.db.write(async move |tx| auth_events::insert(tx, &recorded).await).await?;
        // The event that comes next may stand in the middle of its seal.
        let begins = after.saturating_sub(MOST_EVENTS.into());
        Ok(Self { after: begins, next: after.saturating_add(1), filter })
    }

    /// The next page; `None` when everything that is sealed has been read.
    pub async fn next(&mut self, office: &Office) -> Result<Option<Page>, AdminError> {
        let db = office.db.reader();
        let seals = audit_seals::following(db, self.after, SEALS).await?;
        let seals = seals.into_iter().collect::<Result<Vec<_>, _>>().map_err(StoreError::from)?;
        let Some(last) = seals.last() else { return Ok(None) };
        self.after = last.first;
        let through = last.last();
        let mut events = Vec::new();
        for seal in &seals {
            let mut entries = audit_pages::of_marks(db, &seal.marks).await?;
            for (number, mark) in seal.numbered().filter(|(number, _)| *number >= self.next) {
                let Some(entry) = entries.remove(&mark.id).filter(|entry| self.filter.admits(entry)) else {
                    continue;
                };
                let mut event = describe(entry);
                if let Some(members) = event.as_object_mut() {
                    members.shift_insert(0, "number".to_owned(), number.into());
                }
                events.push(event);
            }
        }
        self.next = through.saturating_add(1);
        Ok(Some(Page { events, through }))
    }
}
