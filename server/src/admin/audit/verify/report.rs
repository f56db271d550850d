//! What a verification found.

use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

use crate::audit::statements::{CHECKPOINT, encoded};
use crate::keys::jws;
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
    /// Of these, how many have lost their address, user agent and name: erased with a person, or removed by somebody who
    /// can write to the database. Nobody can tell the two apart.
    pub erased: u64,
    /// Events that are not sealed yet.
    pub waiting: u64,
    /// Numbers of checkpoints that could not be compared: retention has removed what they speak of.
    pub overtaken: Vec<i64>,
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
    /// Retention is said to have removed what was before, and nobody of us has signed that.
    Tombstone {
        /// Before when.
        before: DateTime<Utc>,
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
    /// Those that were kept outside, and those of the store. What the latter say is compared, whoever has signed it: who can
    /// write to the store can also take them away.
    pub(super) fn read_all(keys: &Keyring, outside: &[String], inside: &[Checkpoint]) -> Vec<Self> {
        let of_store = inside.iter().map(|checkpoint| {
            let read = Self::read(&checkpoint.token);
            // The row's number is what it is found by; the token is what was signed.
            if read.number == checkpoint.sequence { read } else { Self::wrong(checkpoint.sequence, FORGED) }
        });
        outside.iter().map(|token| Self::kept(keys, token)).chain(of_store).collect()
    }

    /// One from elsewhere. Its key may be gone; where it is not, the signature must hold.
    fn kept(keys: &Keyring, token: &str) -> Self {
        let read = Self::read(token);
        let kid = jws::peek(token).ok().and_then(|token| Some(token.header.get("kid")?.as_str()?.to_owned()));
        let must_hold = kid.is_some_and(|kid| keys.knows(&kid));
        if must_hold && keys.verify(token, &[CHECKPOINT]).is_err() {
            return Self::wrong(read.number, FORGED);
        }
        read
    }

    fn read(token: &str) -> Self {
        let claims = jws::peek(token).ok().map(|token| token.claims);
        let number = claims.as_ref().and_then(|claims| claims.get("sequence")?.as_i64());
        let chain = claims.as_ref().and_then(|claims| Some(claims.get("chain")?.as_str()?.to_owned()));
        match (number, chain) {
            (Some(number), Some(chain)) => Self { number, chain, problem: None },
            _ => Self::wrong(0, "it is no checkpoint"),
        }
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

    /// Adds what is wrong with it to the report of a walk that is over.
    pub(super) fn conclude(self, report: &mut Report) {
        let ends_before = (self.number > report.sealed).then_some("the log ends before it");
        match self.problem.or(ends_before) {
            Some(what) => report.findings.push(Finding::Checkpoint { number: self.number, what }),
            None if self.number < report.first - 1 => report.overtaken.push(self.number),
            None => {}
        }
    }
}

const FORGED: &str = "its signature is not the one of its key";
