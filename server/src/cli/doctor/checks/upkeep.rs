//! A server that runs removes each minute what has expired. What is left over tells that none does.

use async_trait::async_trait;
use chrono::TimeDelta;

use super::{Check, Side};
use crate::causes::with_causes;
use crate::cli::doctor::finding::Finding;
use crate::cli::doctor::needs::Need;
use crate::cli::doctor::patient::Patient;
use crate::clock::{Clock as _, SystemClock};

/// Many rounds.
const LATE: TimeDelta = TimeDelta::minutes(10);

pub(super) struct Upkeep;

#[async_trait]
impl Check for Upkeep {
    fn name(&self) -> &'static str {
        "upkeep"
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
        match opened.look.unswept(late).await {
            Ok(records) => vec![judge(records, dead)],
            Err(error) => vec![Finding::unseen(with_causes(&error))],
        }
    }
}

fn judge(records: u64, keys: usize) -> Finding {
    if records == 0 && keys == 0 {
        return Finding::sound("nothing is left over");
    }
    Finding::warning(
        format!("nothing that has expired more than {} minutes ago", LATE.num_minutes()),
        format!("{records} records and {keys} keys: no server has swept since"),
        "start `signet serve`; where it runs, see its log for \"background work\"",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::finding::Level;

    #[test]
    fn what_is_left_over_is_counted() {
        assert_eq!(judge(0, 0).level, Level::Sound);
        assert!(judge(7, 1).found.starts_with("7 records and 1 keys"));
    }
}
