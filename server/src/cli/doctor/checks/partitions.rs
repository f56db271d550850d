//! On PostgreSQL the audit log has a partition for each week, made ahead by the servers. An event without one lies in the default
//! partition, and from then on its week cannot have one: what is old goes row by row then.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Check, Side};
use crate::causes::with_causes;
use crate::cli::doctor::finding::{Finding, Level};
use crate::cli::doctor::names;
use crate::cli::doctor::needs::Need;
use crate::cli::doctor::patient::Patient;
use crate::clock::{Clock as _, SystemClock};

pub(super) struct Partitions;

#[async_trait]
impl Check for Partitions {
    fn name(&self) -> &'static str {
        names::PARTITIONS
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
        match opened.look.weeks_without_partition(now).await {
            Ok(weeks) => weeks.map(|weeks| judge(&weeks, now)).into_iter().collect(),
            Err(error) => vec![Finding::unseen(with_causes(&error))],
        }
    }
}

fn judge(lacking: &[DateTime<Utc>], now: DateTime<Utc>) -> Finding {
    if lacking.is_empty() {
        return Finding::sound("those of this week and of those ahead are there");
    }
    let weeks: Vec<String> = lacking.iter().map(|week| week.format("%Y-%m-%d").to_string()).collect();
    let finding = Finding::problem(
        "partitions of the audit log for this week and those ahead",
        format!("none for the weeks from {}", weeks.join(", ")),
        "start `signet serve`, which makes them every hour; where it runs, see its log for \"background work\" of the chore \
         \"partitions\"",
    );
    let is_present = lacking.iter().any(|week| *week <= now);
    Finding { level: if is_present { Level::Problem } else { Level::Warning }, ..finding }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn the_week_of_today_is_a_problem_and_one_ahead_a_warning() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(100);
        assert_eq!(judge(&[], now).level, Level::Sound);
        let ahead = now + TimeDelta::days(9);
        assert_eq!(judge(&[ahead], now).level, Level::Warning);
        let both = judge(&[now - TimeDelta::days(2), ahead], now);
        assert_eq!(both.level, Level::Problem);
        assert_eq!(both.found, "none for the weeks from 1970-04-09, 1970-04-20");
    }
}
