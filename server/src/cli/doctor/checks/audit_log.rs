//! The audit log is sealed: what happened gets its number within seconds, and from then on nobody changes it unnoticed. A
//! sealer that fails lets the events wait, and everything else goes on as if nothing were wrong.

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};

use super::{Check, Side};
use crate::audit::chaining::SETTLES;
use crate::causes::with_causes;
use crate::cli::doctor::finding::Finding;
use crate::cli::doctor::names;
use crate::cli::doctor::needs::Need;
use crate::cli::doctor::patient::Patient;
use crate::clock::{Clock as _, SystemClock};
use crate::store::StoreError;
use crate::store::inspection::Waiting;
use crate::upkeep;

pub(super) struct AuditLog;

#[async_trait]
impl Check for AuditLog {
    fn name(&self) -> &'static str {
        names::AUDIT_LOG
    }

    fn side(&self) -> Side {
        Side::Inside
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Database, Need::Whole, Need::Store]
    }

    async fn look(&self, patient: &Patient) -> Vec<Finding> {
        let Some((_, opened, _)) = patient.store() else { return Vec::new() };
        let now = SystemClock.now();
        match opened.look.waiting_to_be_sealed(now - upkeep::seals_within(), now).await {
            Ok(waiting) => vec![judge(&waiting, now)],
            Err(error @ StoreError::Corrupt { .. }) => vec![Finding::problem(
                "a head of the audit log from which the next seal goes on",
                with_causes(&error),
                "`signet audit verify` says what was changed; nothing is sealed until it is put right \
                 (server/docs/operate/audit-log.md)",
            )],
            Err(error) => vec![Finding::unseen(with_causes(&error))],
        }
    }
}

fn judge(waiting: &Waiting, now: DateTime<Utc>) -> Finding {
    let Some(oldest) = waiting.oldest else {
        return Finding::sound(match waiting.sealed {
            0 => "no event waits for its seal, and none is sealed yet".to_owned(),
            sealed => format!("{sealed} events are sealed, none waits for long"),
        });
    };
    let expected = format!("every event sealed some {} s after it happened", SETTLES.num_seconds());
    let found = format!("one that has waited for {}, after number {}", told(now - oldest), waiting.sealed);
    if waiting.is_worked_on {
        return Finding::problem(
            expected,
            format!("{found}, while a server works on it"),
            "see the log of every instance for \"background work\" of the chore \"sealing\": its error says what fails",
        );
    }
    Finding::warning(
        expected,
        format!("{found}: no server has sealed since"),
        "start `signet serve`; until then `signet audit verify` cannot vouch for these events",
    )
}

fn told(span: TimeDelta) -> String {
    match span.num_minutes() {
        0..10 => format!("{} s", span.num_seconds()),
        minutes => format!("{minutes} minutes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::finding::Level;

    #[test]
    fn events_that_wait_are_a_fault_of_a_server_that_runs() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(1);
        let level = |oldest, is_worked_on| judge(&Waiting { oldest, sealed: 7, is_worked_on }, now).level;
        let late = Some(now - TimeDelta::minutes(9));
        assert_eq!((level(None, true), level(None, false)), (Level::Sound, Level::Sound));
        assert_eq!((level(late, true), level(late, false)), (Level::Problem, Level::Warning));
        let told = judge(&Waiting { oldest: late, sealed: 7, is_worked_on: true }, now);
        assert!(told.found.starts_with("one that has waited for 540 s, after number 7"), "{told:?}");
    }

    #[test]
    fn the_page_of_the_doctor_says_from_when_on_events_wait_too_long() {
        let page = include_str!("../../../../docs/operate/doctor.md");
        let words =
            format!("an event that waits for its seal for {} s", upkeep::seals_within().num_seconds());
        assert!(page.contains(&words), "server/docs/operate/doctor.md should say: {words}");
    }
}
