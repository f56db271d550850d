//! Whether the log is what was written: each sealed event is there and says what it said, the chain of the seals holds, and
//! it leads to the checkpoints, those that somebody kept outside above all.

mod report;

use uuid::Uuid;

use super::keys;
use crate::admin::{AdminError, Office};
use crate::audit::sealing::{self, LOOKS_BACK};
use crate::audit::statements::{self, Found};
use crate::model::audit_seal::{Chain, Head, Seal, link, time_of};
use crate::model::audit_statement::Tombstone;
use crate::store::{audit_pages, audit_seals, audit_statements};

use report::Statement;
pub use report::{Finding, Report};

/// Seals that are read at once.
const SEALS: u64 = 16;
/// Events that are looked for in the seals at once.
const PAGE: u64 = 2000;

/// Reads the whole log. `outside` are checkpoints that were kept elsewhere; `progress` is told the number that was reached.
pub async fn verify(
    office: &Office,
    outside: &[String],
    mut progress: impl FnMut(i64),
) -> Result<Report, AdminError> {
    let db = office.db.reader();
    let keys = keys(office).await?.current();
    let tombstone = statements::latest_tombstone(&office.db, &keys).await?;
    // What is sealed meanwhile is not looked at.
    let head = audit_seals::head(db).await?;
    let mut checkpoints = Statement::read_all(&keys, outside, &audit_statements::checkpoints(db).await?);
    let mut walk = match tombstone {
        Some(Found::Ours(tombstone)) => Walk::after(Some(&tombstone)),
        Some(Found::Unsigned(Tombstone { before, .. })) => {
            let mut walk = Walk::after(None);
            walk.report.findings.push(Finding::Tombstone { before });
            walk
        }
        None => Walk::after(None),
    };
    loop {
        let mut seals = audit_seals::list(db, walk.next, SEALS).await?;
        seals.retain(|seal| seal.first <= head.sequence);
        if seals.is_empty() {
            break;
        }
        for seal in &seals {
            walk.step(office, seal, &mut checkpoints).await?;
        }
        progress(walk.next - 1);
    }
    if (head.sequence, head.chain) != (walk.next - 1, walk.chain) {
        walk.report.findings.push(Finding::Head { says: head.sequence, found: walk.next - 1 });
    }
    let mut report = walk.report;
    for statement in checkpoints {
        statement.conclude(&mut report);
    }
    look_for_strangers(office, &head, &mut report).await?;
    // What retention has removed meanwhile.
    if let Some(Found::Ours(tombstone)) = statements::latest_tombstone(&office.db, &keys).await? {
        report
            .findings
            .retain(|found| !matches!(found, Finding::Removed { at, .. } if *at < tombstone.before));
    }
    Ok(report)
}

/// One walk along the chain.
struct Walk {
    next: i64,
    chain: Chain,
    removed_before: i64,
    report: Report,
}

impl Walk {
    fn after(tombstone: Option<&Tombstone>) -> Self {
        let (sequence, chain, before) =
            tombstone.map_or((0, [0; 32], i64::MIN), |t| (t.sequence, t.chain, t.before.timestamp_millis()));
        let report = Report { first: sequence + 1, sealed: sequence, ..Report::default() };
        Self { next: sequence + 1, chain, removed_before: before, report }
    }

    async fn step(
        &mut self,
        office: &Office,
        seal: &Seal,
        statements: &mut [Statement],
    ) -> Result<(), AdminError> {
        if seal.first != self.next {
            self.report.findings.push(Finding::Gap { from: self.next, to: seal.first - 1 });
        }
        let chain = link(self.chain, seal.first, &seal.marks);
        if seal.first == self.next && chain != seal.chain {
            self.report.findings.push(Finding::Seal { from: seal.first, to: seal.last() });
        }
        for statement in statements {
            statement.meet(self.chain, seal);
        }
        // What follows a seal that was altered was chained to what it said.
        self.chain = seal.chain;
        self.next = seal.last() + 1;
        self.report.sealed = seal.last();
        self.look_at_events(office, seal).await
    }

    async fn look_at_events(&mut self, office: &Office, seal: &Seal) -> Result<(), AdminError> {
        let entries = audit_pages::of_marks(office.db.reader(), &seal.marks).await?;
        for (number, mark) in seal.numbered() {
            let at = time_of(mark.id);
            let finding = match entries.get(&mark.id) {
                None if at.timestamp_millis() < self.removed_before => continue,
                None => Finding::Removed { number, id: mark.id, at },
                Some(entry) if !entry.is_as_sealed(&mark) => Finding::Altered { number, id: mark.id, at },
                Some(entry) if !entry.is_as_recorded() => Finding::Personal { number, id: mark.id, at },
                Some(entry) => {
                    self.report.erased += u64::from(entry.is_erased());
                    self.report.verified += 1;
                    continue;
                }
            };
            self.report.findings.push(finding);
        }
        Ok(())
    }
}

/// Events that no seal up to this head has: new ones wait for theirs, an old one was put there behind our back.
async fn look_for_strangers(office: &Office, head: &Head, report: &mut Report) -> Result<(), AdminError> {
    let (db, now) = (&office.db, office.clock.now());
    let settled = head.looked_until - LOOKS_BACK;
    let mut after = Uuid::nil();
    loop {
        let page = audit_pages::all_ids(db.reader(), after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = *last;
        for id in sealing::unsealed(db, &page, head.sequence).await? {
            let at = time_of(id);
            // Whoever slips one in chooses its id, and with it a time.
            if at < settled || at > now + LOOKS_BACK {
                report.findings.push(Finding::Stranger { id, at });
            } else {
                report.waiting += 1;
            }
        }
    }
}
