//! The checkpoints along the chain: those that somebody kept elsewhere, and those of the store.
//!
//! Where one lies decides how much it proves. What a checkpoint of the store says is compared, whoever has signed it: who can
//! write to the store can also take it away. One from elsewhere is believed, unless the key that it names did not sign it.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::report::{Finding, Report};
use crate::admin::{AdminError, Office};
use crate::audit::statements::{CHECKPOINT, encoded};
use crate::keys::audit_key::AuditKey;
use crate::keys::jws;
use crate::model::audit_seal::{Chain, Seal, link};
use crate::store::audit_statements;

/// Checkpoints of the store that are read at once.
const PAGE: u64 = 500;

/// A checkpoint that was kept elsewhere.
#[derive(Debug, Clone)]
pub struct Kept {
    name: String,
    token: String,
    kid: Option<String>,
    says: Says,
}

/// What a checkpoint says.
#[derive(Debug, Clone)]
struct Says {
    number: i64,
    chain: String,
    until: Option<DateTime<Utc>>,
}

impl Kept {
    /// Reads one. `name` is what it is called in a report: that of its file.
    ///
    /// # Errors
    /// When it is none.
    pub fn read(name: &str, text: &str) -> Result<Self, AdminError> {
        let token = text.trim();
        let refused = |found: &str| {
            AdminError::Refused(format!(
                "{name}: expected a checkpoint, a JWT as `signet audit checkpoint` prints it; found {found}"
            ))
        };
        let read = jws::peek(token).map_err(|_| refused("something else"))?;
        let header = |member: &str| read.header.get(member).and_then(Value::as_str).map(str::to_owned);
        if header("typ").as_deref() != Some(CHECKPOINT) {
            return Err(refused("a JWT for something else"));
        }
        let says =
            Says::of(&read.claims).ok_or_else(|| refused("one that does not say how far the log was"))?;
        Ok(Self { name: name.to_owned(), token: token.to_owned(), kid: header("kid"), says })
    }
}

impl Says {
    fn of(claims: &Map<String, Value>) -> Option<Self> {
        let until = claims.get("until").and_then(Value::as_str).and_then(|text| text.parse().ok());
        let number = claims.get("sequence")?.as_i64()?;
        Some(Self { number, chain: claims.get("chain")?.as_str()?.to_owned(), until })
    }
}

/// What is yet to be met, each sort in the order of its numbers.
pub(super) struct Checkpoints {
    kept: VecDeque<Kept>,
    inside: VecDeque<(i64, Option<Says>)>,
    read_through: Option<i64>,
    forged: Vec<Finding>,
    unproven: Vec<String>,
}

impl Checkpoints {
    /// Those from elsewhere, held against the key of today.
    pub(super) fn new(key: Option<&AuditKey>, outside: &[Kept]) -> Self {
        let (mut kept, mut forged, mut unproven) = (Vec::new(), Vec::new(), Vec::new());
        for one in outside {
            let is_named = |key: &&AuditKey| one.kid.as_deref() == Some(key.kid());
            match key.filter(is_named) {
                Some(key) if key.verify(&one.token, CHECKPOINT).is_err() => {
                    forged.push(finding(Some(&one.name), one.says.number, FORGED));
                    continue;
                }
                Some(_) => {}
                None => unproven.push(one.name.clone()),
            }
            kept.push(one.clone());
        }
        kept.sort_by_key(|one| one.says.number);
        Self { kept: kept.into(), inside: VecDeque::new(), read_through: Some(i64::MIN), forged, unproven }
    }

    /// Those of numbers up to `number`, which retention has removed; `before` is when the events after it begin.
    pub(super) async fn overtake(
        &mut self,
        office: &Office,
        number: i64,
        chain: Chain,
        before: DateTime<Utc>,
        report: &mut Report,
    ) -> Result<(), AdminError> {
        report.findings.append(&mut self.forged);
        report.unproven.append(&mut self.unproven);
        for (name, says) in self.up_to(office, number, report).await? {
            let is_kept = name.is_some();
            if says.number == number && says.chain != encoded(&chain) {
                report.findings.push(finding(name.as_deref(), says.number, ANOTHER));
            } else if says.number < number && says.until.is_some_and(|until| until >= before) {
                report.findings.push(finding(name.as_deref(), says.number, TOO_YOUNG));
            } else if says.number < number && is_kept {
                report.overtaken.push(says.number);
            }
        }
        Ok(())
    }

    /// Those that speak of an event of this seal, which stands after `before`, or of one that has no seal before it.
    pub(super) async fn meet(
        &mut self,
        office: &Office,
        before: Chain,
        seal: &Seal,
        report: &mut Report,
    ) -> Result<(), AdminError> {
        for (name, says) in self.up_to(office, seal.last(), report).await? {
            if says.number < seal.first {
                report.findings.push(finding(name.as_deref(), says.number, GONE));
                continue;
            }
            let marks = usize::try_from(says.number - seal.first).map_or(0, |last| last + 1);
            let chain = link(before, seal.first, seal.marks.get(..marks).unwrap_or_default());
            if says.chain != encoded(&chain) {
                report.findings.push(finding(name.as_deref(), says.number, ANOTHER));
            }
        }
        Ok(())
    }

    /// Those that are left: the log has ended.
    pub(super) async fn conclude(mut self, office: &Office, report: &mut Report) -> Result<(), AdminError> {
        for (name, says) in self.up_to(office, i64::MAX, report).await? {
            report.findings.push(finding(name.as_deref(), says.number, ENDS_BEFORE));
        }
        Ok(())
    }

    /// The next ones, up to a number, with their names where they have any. What is no checkpoint is a finding.
    async fn up_to(
        &mut self,
        office: &Office,
        number: i64,
        report: &mut Report,
    ) -> Result<Vec<(Option<String>, Says)>, AdminError> {
        let mut met = Vec::new();
        while let Some(one) = self.kept.pop_front_if(|one| one.says.number <= number) {
            met.push((Some(one.name), one.says));
        }
        loop {
            self.fill(office).await?;
            let Some((row, says)) = self.inside.pop_front_if(|(row, _)| *row <= number) else { break };
            match says {
                Some(says) => met.push((None, says)),
                None => report.findings.push(finding(None, row, NONE)),
            }
        }
        Ok(met)
    }

    /// Reads more of the store's where the last page is used up.
    async fn fill(&mut self, office: &Office) -> Result<(), AdminError> {
        let Some(after) = self.read_through.filter(|_| self.inside.is_empty()) else { return Ok(()) };
        let page = audit_statements::checkpoints(office.db.reader(), after, PAGE).await?;
        self.read_through = page.last().map(|last| last.sequence);
        self.inside.extend(page.into_iter().map(|row| {
            let says = jws::peek(&row.token).ok().and_then(|token| Says::of(&token.claims));
            // The row's number is what it is found by; the token is what was signed.
            (row.sequence, says.filter(|says| says.number == row.sequence))
        }));
        Ok(())
    }
}

fn finding(name: Option<&str>, number: i64, what: &'static str) -> Finding {
    Finding::Checkpoint { file: name.map(str::to_owned), number, what }
}

/// Each ends a sentence that begins with the checkpoint's number.
pub(super) const FORGED: &str = "its signature is not the one of its key";
pub(super) const NONE: &str = "it is no checkpoint of that number";
pub(super) const ANOTHER: &str = "the log up to it is not the one it speaks of";
pub(super) const GONE: &str = "the seals of what it speaks of were removed";
pub(super) const ENDS_BEFORE: &str = "the log ends before it";
pub(super) const TOO_YOUNG: &str =
    "retention is said to have removed all it speaks of, some of which was not old enough";
