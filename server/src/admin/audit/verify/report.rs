//! What a verification found.

use std::ops::RangeInclusive;

use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

use crate::audit::statements::{CHECKPOINT, encoded};
use crate::keys::keyring::Keyring;
use crate::model::audit_seal::{Chain, Seal, link};
use crate::model::audit_statement::Checkpoint;

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
    /// A seal does not follow from what stands before it.
    Seal {
        /// Its first number.
        from: i64,
        /// Its last.
        to: i64,
    },
    /// The head speaks of another end than the seals.
    Head {
        /// The number it names.
        says: i64,
        /// The last number that has a seal.
        found: i64,
    },
    /// A checkpoint speaks of a log that this is not.
    Checkpoint {
        /// The number it names.
        number: i64,
        /// What is wrong.
        what: &'static str,
    },
}

/// A checkpoint on the way along the chain.
pub(super) struct Statement {
    number: i64,
    chain: String,
    problem: Option<&'static str>,
}

impl Statement {
    /// Those that were kept outside, and those of the store. Of the latter the last must be signed by a key of today: the
    /// keys of earlier ones may be gone, and who can write to the store could sign with one of his own.
    pub(super) fn read_all(keys: &Keyring, outside: &[String], inside: &[Checkpoint]) -> Vec<Self> {
        let last = inside.last().map(|last| last.sequence);
        let of_store = inside.iter().map(|checkpoint| {
            let must_verify = Some(checkpoint.sequence) == last;
            let read = Self::read(keys, &checkpoint.token, must_verify);
            // The row's number is what it is found by; the token is what was signed.
            if read.number == checkpoint.sequence { read } else { Self::wrong(checkpoint.sequence, FORGED) }
        });
        outside.iter().map(|token| Self::read(keys, token, false)).chain(of_store).collect()
    }

    fn read(keys: &Keyring, token: &str, must_verify: bool) -> Self {
        let verified = keys.verify(token, &[CHECKPOINT]).ok();
        let is_verified = verified.is_some();
        let claims = verified.or_else(|| crate::keys::jws::peek(token).ok().map(|token| token.claims));
        let number = claims.as_ref().and_then(|claims| claims.get("sequence")?.as_i64());
        let chain = claims.as_ref().and_then(|claims| Some(claims.get("chain")?.as_str()?.to_owned()));
        let (Some(number), Some(chain)) = (number, chain) else {
            return Self::wrong(0, "it is no checkpoint");
        };
        let problem = (must_verify && !is_verified).then_some(FORGED);
        Self { number, chain, problem }
    }

    fn wrong(number: i64, what: &'static str) -> Self {
        Self { number, chain: String::new(), problem: Some(what) }
    }

    /// Compares it, if it speaks of an event of this seal, which stands after `before`.
    pub(super) fn meet(&mut self, before: Chain, seal: &Seal) {
        if !(seal.first..=seal.last()).contains(&self.number) {
            return;
        }
        let marks = usize::try_from(self.number - seal.first).map_or(0, |last| last + 1);
        let chain = link(before, seal.first, seal.marks.get(..marks).unwrap_or_default());
        if self.problem.is_none() && self.chain != encoded(&chain) {
            self.problem = Some("the log up to it is not the one it speaks of");
        }
    }

    /// What is wrong with it, after a walk over these numbers. Of what retention has removed nobody can tell any more.
    pub(super) fn unmet(self, walked: RangeInclusive<i64>) -> Option<Finding> {
        let ends_before = (self.number > *walked.end()).then_some("the log ends before it");
        let what = self.problem.or(ends_before)?;
        Some(Finding::Checkpoint { number: self.number, what })
    }
}

const FORGED: &str = "no key of this issuer has signed it";
