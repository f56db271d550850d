//! Seals of the audit log: events get their number and are chained to what was before them.

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// A digest over everything up to an event.
pub type Chain = [u8; 32];

/// The most events of one seal: where a number stands is then found without reading them all.
pub const MOST_EVENTS: u32 = 500;

/// The most time between the events of one seal: where an event may be sealed is then found without reading them all.
pub const MOST_SPAN: TimeDelta = TimeDelta::minutes(10);

/// How far the log is sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The number of the last sealed event; 0 before the first.
    pub sequence: i64,
    /// The digest over everything up to it.
    pub chain: Chain,
    /// Every event before this moment had been looked at.
    pub looked_until: DateTime<Utc>,
}

/// One event in a seal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// The event's id.
    pub id: Uuid,
    /// What it said when it was sealed.
    pub digest: [u8; 32],
}

/// Events that were sealed together, numbered without a gap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// The number of the first.
    pub first: i64,
    /// When they were sealed.
    pub sealed_at: DateTime<Utc>,
    /// When the earliest happened.
    pub earliest: DateTime<Utc>,
    /// When the latest happened.
    pub latest: DateTime<Utc>,
    /// The events in the order of their numbers; at least one.
    pub marks: Vec<Mark>,
    /// The digest over everything up to the last of them.
    pub chain: Chain,
}

impl Seal {
    /// The number of the last event.
    pub fn last(&self) -> i64 {
        let events = i64::try_from(self.marks.len()).unwrap_or(i64::MAX);
        self.first.saturating_add(events - 1)
    }

    /// When the earliest and the latest of these events happened, as their ids say. The chain covers the ids, so that
    /// nobody moves these times unnoticed.
    pub fn times_of(marks: &[Mark]) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        let times = || marks.iter().map(|mark| time_of(mark.id));
        times().min().zip(times().max())
    }

    /// Whether its times are those of its events.
    pub fn is_of_its_time(&self) -> bool {
        Self::times_of(&self.marks) == Some((self.earliest, self.latest))
    }

    /// The events with their numbers.
    pub fn numbered(&self) -> impl Iterator<Item = (i64, Mark)> {
        (self.first..).zip(self.marks.iter().copied())
    }
}

/// The digest over everything up to the last of `marks`, of which the first has the number `first` and stands after
/// `chain`: each event's digest covers its number, its id, what it says, and all before it.
pub fn link(chain: Chain, first: i64, marks: &[Mark]) -> Chain {
    (first..).zip(marks).fold(chain, |chain, (number, mark)| {
        let event = Sha256::new_with_prefix(chain).chain_update(number.to_be_bytes());
        event.chain_update(mark.id.as_bytes()).chain_update(mark.digest).finalize().into()
    })
}

/// When an event of this id happened: the ids of events are ordered by time (RFC 9562 section 5.7).
pub fn time_of(id: Uuid) -> DateTime<Utc> {
    let millis = i64::try_from(id.as_u128() >> 80).unwrap_or_default();
    DateTime::from_timestamp_millis(millis).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_depends_on_number_order_and_content() {
        let mark = |n: u8| Mark { id: Uuid::from_u128(n.into()), digest: [n; 32] };
        let chain = link([0; 32], 1, &[mark(1), mark(2)]);
        assert_eq!(chain, link(link([0; 32], 1, &[mark(1)]), 2, &[mark(2)]));
        assert_ne!(chain, link([0; 32], 1, &[mark(2), mark(1)]));
        assert_ne!(chain, link([0; 32], 2, &[mark(1), mark(2)]));
        assert_ne!(chain, link([1; 32], 1, &[mark(1), mark(2)]));
        let altered = Mark { digest: [9; 32], ..mark(2) };
        assert_ne!(chain, link([0; 32], 1, &[mark(1), altered]));
    }

    #[test]
    fn the_time_of_an_event_is_in_its_id() {
        let id = Uuid::from_u128(1_800_000_000_123_u128 << 80 | 0x7000_8000_0000_0000_0001);
        assert_eq!(time_of(id).timestamp_millis(), 1_800_000_000_123);
    }
}
