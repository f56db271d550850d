//! Signed statements about the audit log.

use chrono::{DateTime, Utc};

use super::audit_seal::Chain;

/// How far the log was sealed at a moment: kept outside, it shows what was changed or cut off since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The number of the last sealed event.
    pub sequence: i64,
    /// When it was signed.
    pub made_at: DateTime<Utc>,
    /// The statement as a signed JWT.
    pub token: String,
}

/// What retention has removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tombstone {
    /// Events before this moment are gone.
    pub before: DateTime<Utc>,
    /// The number of the last event whose seal is gone too; later seals may still name events that are gone.
    pub sequence: i64,
    /// The digest over everything up to it: where the chain goes on.
    pub chain: Chain,
    /// How many events went with this step.
    pub events: i64,
    /// When it was signed.
    pub made_at: DateTime<Utc>,
    /// The statement as a signed JWT.
    pub token: String,
}
