//! Whether the log is what was written: each sealed event is there and says what it said, the chain of the seals holds, it
//! leads to the checkpoints, those that somebody kept outside above all, and the daily counts are its own.
//!
//! The log is read once, a few seals at a time. What the database says is what somebody may have changed: nothing in it
//! keeps the walk from its end.

mod checkpoints;
mod days;
mod report;
mod strangers;
mod walk;

use crate::admin::{AdminError, Office};
use crate::audit::notary::{self, StatementError};
use crate::audit::statements::{self, Tombstones};
use crate::keys::audit_key::AuditKey;
use crate::model::audit_statement::Tombstone;
use crate::store::audit_seals;

use checkpoints::Checkpoints;
pub use checkpoints::Kept;
use days::Days;
pub use report::{Finding, Report};
use walk::Walk;

/// Seals that are read at once.
const SEALS: u64 = 16;

/// Reads the whole log. `outside` are checkpoints that were kept elsewhere; `progress` is told the number that was reached.
pub async fn verify(
    office: &Office,
    outside: &[Kept],
    mut progress: impl FnMut(i64),
) -> Result<Report, AdminError> {
    loop {
        let (key, problem) = key(office).await?;
        let tombstones = statements::tombstones(&office.db, key.as_ref()).await?;
        let removed = tombstones.ours.clone();
        let mut report = once(office, key.as_ref(), tombstones, outside, &mut progress).await?;
        // What retention removed on the way is no finding.
        if statements::tombstones(&office.db, key.as_ref()).await?.ours == removed {
            if let Some(problem) = problem {
                report.findings.insert(0, problem);
            }
            return Ok(report);
        }
    }
}

/// The key of the log. One that does not open is a finding: it is as if there were none.
async fn key(office: &Office) -> Result<(Option<AuditKey>, Option<Finding>), AdminError> {
    match notary::find(office.db.reader(), &office.sealer).await {
        Ok(key) => Ok((key, None)),
        Err(StatementError::Key(_)) => Ok((None, Some(Finding::Key))),
        Err(error) => Err(error.into()),
    }
}

async fn once(
    office: &Office,
    key: Option<&AuditKey>,
    Tombstones { ours, unsigned }: Tombstones,
    outside: &[Kept],
    progress: &mut impl FnMut(i64),
) -> Result<Report, AdminError> {
    let db = office.db.reader();
    // What is sealed meanwhile is not looked at.
    let (head, counted) = days::snapshot(db, ours.as_ref()).await?;
    let until = head.as_ref().map_or(i64::MAX, |head| head.sequence);
    let checkpoints = Checkpoints::new(key, outside);
    let mut walk = Walk::after(ours.as_ref(), checkpoints, Days::of(counted, ours.as_ref()));
    let unsigned = unsigned.into_iter().map(|Tombstone { before, .. }| Finding::Tombstone { before });
    walk.report.findings.extend(unsigned);
    walk.begin(office).await?;
    let mut after = walk.next - 1;
    loop {
        let seals = audit_seals::following(db, after, SEALS).await?;
        let Some(last) = seals.last() else { break };
        after = last.as_ref().map_or_else(|broken| broken.first, |seal| seal.first);
        for seal in seals {
            match seal {
                Ok(seal) if seal.first <= until => walk.step(office, &seal).await?,
                Err(broken) if broken.first <= until => walk.stumble(broken),
                _ => {}
            }
        }
        progress(walk.next - 1);
        if after > until {
            break;
        }
    }
    let mut report = walk.finish(office, head.as_ref()).await?;
    strangers::look(office, head.as_ref(), &mut report).await?;
    Ok(report)
}
