//! What a verification found.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use uuid::Uuid;

/// The whole of it.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// The number of the first event whose seal is there.
    pub first: i64,
    /// The number of the last.
    pub sealed: i64,
    /// Events that are there and say what they said.
    pub verified: u64,
    /// Events that are not sealed yet.
    pub waiting: u64,
    /// Days whose daily counts were compared with their events.
    pub days: u64,
    /// Numbers of checkpoints from elsewhere that could not be compared: retention has removed what they speak of.
    pub overtaken: Vec<i64>,
    /// Checkpoints from elsewhere that another key has signed than the log has now: what they say was compared, and who says
    /// it is known to whoever kept them.
    pub unproven: Vec<String>,
    /// What is wrong, in the order of the log.
    pub findings: Vec<Finding>,
}

/// One thing that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "finding", rename_all = "snake_case")]
pub enum Finding {
    /// An event says something else than when it was sealed.
    Altered {
        /// Its number.
        number: i64,
        /// Its id.
        id: Uuid,
        /// When it happened.
        at: DateTime<Utc>,
    },
    /// The personal values of an event are others than those it was recorded with.
    Personal {
        /// Its number.
        number: i64,
        /// Its id.
        id: Uuid,
        /// When it happened.
        at: DateTime<Utc>,
    },
    /// The personal values of an event are gone. Nothing of ours removes them but with their event.
    PersonalRemoved {
        /// Its number.
        number: i64,
        /// Its id.
        id: Uuid,
        /// When it happened.
        at: DateTime<Utc>,
    },
    /// An event is gone that no tombstone speaks of.
    Removed {
        /// Its number.
        number: i64,
        /// Its id.
        id: Uuid,
        /// When it happened.
        at: DateTime<Utc>,
    },
    /// An event that is old and was never sealed.
    Stranger {
        /// Its id.
        id: Uuid,
        /// When it is said to have happened.
        at: DateTime<Utc>,
    },
    /// Seals are gone.
    Gap {
        /// The first number that has none.
        from: i64,
        /// The last.
        to: i64,
    },
    /// A seal does not follow from what stands before it, is none, or claims numbers that another one has.
    Seal {
        /// Its first number.
        from: i64,
        /// Its last.
        to: i64,
    },
    /// The key that signs statements does not open: another master key, or a changed row. Nothing that it signed counts.
    Key,
    /// The row that says how far the log is sealed is gone, or is none.
    NoHead,
    /// The head speaks of another end than the seals.
    Head {
        /// The number it names.
        says: i64,
        /// The last number that has a seal.
        found: i64,
    },
    /// Retention is said to have removed what was before, and nobody of us has signed that.
    Tombstone {
        /// Before when.
        before: DateTime<Utc>,
    },
    /// A day's count is not the number of its events.
    Daily {
        /// The day.
        day: NaiveDate,
        /// What happened.
        kind: String,
        /// Success, failure or refusal.
        outcome: String,
        /// What the count says.
        says: i64,
        /// How many events there are.
        found: i64,
    },
    /// A checkpoint speaks of a log that this is not.
    Checkpoint {
        /// The file that it was kept in; `None` for one of the store.
        #[serde(skip_serializing_if = "Option::is_none")]
        file: Option<String>,
        /// The number it names.
        number: i64,
        /// What is wrong.
        what: &'static str,
    },
}
