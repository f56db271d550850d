//! One walk along the chain.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::checkpoints::Checkpoints;
use super::days::Days;
use super::report::{Finding, Report};
use crate::admin::{AdminError, Office};
use crate::model::audit_seal::{Chain, Head, Seal, link, time_of};
use crate::model::audit_statement::Tombstone;
use crate::store::audit_pages::{self, PersonalValues};
use crate::store::audit_seals::Broken;
use crate::store::auth_events::{self, Entry};

/// Where it is, and what it has found.
pub(super) struct Walk {
    pub(super) next: i64,
    pub(super) report: Report,
    chain: Chain,
    removed_before: DateTime<Utc>,
    checkpoints: Checkpoints,
    days: Days,
    /// Whose personal values were erased, and when.
    erasures: HashMap<Uuid, DateTime<Utc>>,
}

impl Walk {
    /// Begins where retention has left off.
    pub(super) fn after(tombstone: Option<&Tombstone>, checkpoints: Checkpoints, days: Days) -> Self {
        let (sequence, chain, removed_before) =
            tombstone.map_or((0, [0; 32], DateTime::UNIX_EPOCH), |t| (t.sequence, t.chain, t.before));
        let report = Report { first: sequence + 1, sealed: sequence, ..Report::default() };
        let erasures = HashMap::new();
        Self { next: sequence + 1, chain, removed_before, checkpoints, days, report, erasures }
    }

    /// The checkpoints of what retention has removed.
    pub(super) async fn begin(&mut self, office: &Office) -> Result<(), AdminError> {
        self.erasures = auth_events::erasures(office.db.reader()).await?;
        let (before, chain) = (self.removed_before, self.chain);
        self.checkpoints.overtake(office, self.next - 1, chain, before, &mut self.report).await
    }

    /// A row that is no seal.
    pub(super) fn stumble(&mut self, Broken { first }: Broken) {
        self.report.findings.push(Finding::Seal { from: first, to: first });
        self.days.give_up();
    }

    /// The next seal.
    pub(super) async fn step(&mut self, office: &Office, seal: &Seal) -> Result<(), AdminError> {
        if seal.first > self.next {
            self.report.findings.push(Finding::Gap { from: self.next, to: seal.first - 1 });
            self.days.give_up();
        }
        let follows = seal.first == self.next;
        if seal.first < self.next || follows && link(self.chain, seal.first, &seal.marks) != seal.chain {
            self.report.findings.push(Finding::Seal { from: seal.first, to: seal.last() });
            self.days.give_up();
        } else if !seal.is_of_its_time() {
            // By these times it is found: whoever moves them hides it from the sealer.
            self.report.findings.push(Finding::Seal { from: seal.first, to: seal.last() });
        }
        if seal.first < self.next {
            // It claims numbers that another one has.
            return Ok(());
        }
        self.checkpoints.meet(office, self.chain, seal, &mut self.report).await?;
        // What follows a seal that was altered was chained to what it said.
        self.chain = seal.chain;
        self.next = seal.last().saturating_add(1);
        self.report.sealed = seal.last();
        self.look_at_events(office, seal).await
    }

    async fn look_at_events(&mut self, office: &Office, seal: &Seal) -> Result<(), AdminError> {
        let entries = audit_pages::of_marks(office.db.reader(), &seal.marks).await?;
        for (number, mark) in seal.numbered() {
            let at = time_of(mark.id);
            let finding = match entries.get(&mark.id) {
                None if at < self.removed_before => continue,
                None => Finding::Removed { number, id: mark.id, at },
                Some(entry) if !entry.is_as_sealed(&mark) => Finding::Altered { number, id: mark.id, at },
                Some(entry) => {
                    self.days.count(entry);
                    match entry.personal_values() {
                        PersonalValues::AsRecorded => {
                            self.report.verified += 1;
                            continue;
                        }
                        PersonalValues::Removed if self.is_erased(entry, at) => {
                            self.report.verified += 1;
                            continue;
                        }
                        PersonalValues::Altered => Finding::Personal { number, id: mark.id, at },
                        PersonalValues::Removed => Finding::PersonalRemoved { number, id: mark.id, at },
                    }
                }
            };
            if !matches!(finding, Finding::Personal { .. } | Finding::PersonalRemoved { .. }) {
                self.days.spoil(at);
            }
            self.report.findings.push(finding);
        }
        Ok(())
    }

    /// Whether it is of somebody who was erased later. An erasure is an event like any other: one that was slipped in, or
    /// altered, is a finding of its own.
    fn is_erased(&self, entry: &Entry, at: DateTime<Utc>) -> bool {
        let erased = entry.event.user_id.and_then(|person| self.erasures.get(&person));
        erased.is_some_and(|erased| at <= *erased)
    }

    /// The end of the seals: it is where the head, the checkpoints and the daily counts say.
    pub(super) async fn finish(mut self, office: &Office, head: Option<&Head>) -> Result<Report, AdminError> {
        let found = self.next - 1;
        match head {
            None => self.report.findings.push(Finding::NoHead),
            Some(head) if (head.sequence, head.chain) == (found, self.chain) => {}
            Some(head) => {
                self.report.findings.push(Finding::Head { says: head.sequence, found });
                self.days.give_up();
            }
        }
        self.checkpoints.conclude(office, &mut self.report).await?;
        self.days.compare(&mut self.report);
        Ok(self.report)
    }
}
