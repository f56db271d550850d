//! A server that runs removes each minute what has expired. What is left over tells that none does.

use async_trait::async_trait;
use chrono::TimeDelta;

use super::{Check, Side};
use crate::causes::with_causes;
use crate::cli::doctor::finding::Finding;
use crate::cli::doctor::names;
use crate::cli::doctor::needs::Need;
use crate::cli::doctor::patient::Patient;
use crate::clock::{Clock as _, SystemClock};
use crate::store::sweeping::Overdue;

/// Many rounds.
const LATE: TimeDelta = TimeDelta::minutes(10);

pub(super) struct Upkeep;

#[async_trait]
impl Check for Upkeep {
    fn name(&self) -> &'static str {
        names::UPKEEP
    }

    fn side(&self) -> Side {
        Side::Inside
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Database, Need::Whole, Need::Store]
    }

    async fn look(&self, patient: &Patient) -> Vec<Finding> {
        let Some((_, opened, facts)) = patient.store() else { return Vec::new() };
        let late = SystemClock.now() - LATE;
        let dead = facts.keys.iter().filter(|key| !key.verifies_at(late)).count();
        match opened.look.overdue(late).await {
            Ok(mut overdue) => {
                overdue.push(Overdue { what: "keys", rows: dead as u64 });
                vec![judge(&overdue)]
            }
            Err(error) => vec![Finding::unseen(with_causes(&error))],
        }
    }
}

fn judge(overdue: &[Overdue]) -> Finding {
    let left: Vec<String> = overdue
        .iter()
        .filter(|sort| sort.rows > 0)
        .map(|sort| format!("{} {}", sort.rows, sort.what))
        .collect();
    if left.is_empty() {
        return Finding::sound("nothing is left over");
    }
    Finding::warning(
        format!("nothing that has expired more than {} minutes ago", LATE.num_minutes()),
        format!("{}: no server has swept since", left.join(", ")),
        "start `signet serve`; where it runs, see its log for \"background work\"",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::finding::Level;

    #[test]
    fn what_is_left_over_is_counted() {
        let overdue = |sessions, keys| {
            [Overdue { what: "sessions", rows: sessions }, Overdue { what: "keys", rows: keys }]
        };
        assert_eq!(judge(&overdue(0, 0)).level, Level::Sound);
        assert!(judge(&overdue(7, 1)).found.starts_with("7 sessions, 1 keys: "));
        assert!(judge(&overdue(7, 0)).found.starts_with("7 sessions: "));
    }
}
