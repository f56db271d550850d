//! The clocks of this machine and of whoever answers at the issuer agree: tokens say from when until when they count. That of
//! the database is seen from inside: see `database`.

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use http::header::DATE;

use super::{Check, Side};
use crate::cli::doctor::finding::{Finding, Level};
use crate::cli::doctor::names;
use crate::cli::doctor::patient::Patient;

/// Beyond it clients that allow no difference begin to refuse; a date counts whole seconds, and travels.
const NOTICED: TimeDelta = TimeDelta::seconds(5);
/// Beyond it most clients refuse.
const HARMFUL: TimeDelta = TimeDelta::seconds(60);

pub(super) struct Clocks;

#[async_trait]
impl Check for Clocks {
    fn name(&self) -> &'static str {
        names::CLOCKS
    }

    fn side(&self) -> Side {
        Side::Outside
    }

    async fn look(&self, patient: &Patient) -> Vec<Finding> {
        let Some(outside) = &patient.outside else { return Vec::new() };
        let Ok(seen) = &outside.discovery else { return Vec::new() };
        let date = seen.headers.get(DATE).and_then(|value| value.to_str().ok());
        let date = date.and_then(|text| DateTime::parse_from_rfc2822(text).ok());
        // Halfway between question and answer.
        let half = TimeDelta::from_std(seen.took / 2).unwrap_or_default();
        let judged = date.map(|date| judge("the server or its proxy", date.to_utc(), outside.seen_at - half));
        judged.into_iter().collect()
    }
}

/// What is to be said of a clock that showed `theirs` when ours showed `ours`.
pub(super) fn judge(whose: &str, theirs: DateTime<Utc>, ours: DateTime<Utc>) -> Finding {
    let apart = theirs - ours;
    if apart.abs() < NOTICED {
        return Finding::sound(format!("that of {whose} agrees with this machine's"));
    }
    let (seconds, way) =
        (apart.num_seconds().abs(), if apart > TimeDelta::zero() { "ahead" } else { "behind" });
    let finding = Finding::problem(
        format!("the clock of {whose} to agree with this machine's"),
        format!("it is {seconds} s {way}"),
        "keep both by NTP (`timedatectl set-ntp true`), and see which of the two is wrong",
    );
    let level = if apart.abs() < HARMFUL { Level::Warning } else { Level::Problem };
    Finding { level, ..finding }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_nothing_some_are_a_warning_and_minutes_a_problem() {
        let now = DateTime::UNIX_EPOCH;
        let level = |seconds: i64| judge("x", now + TimeDelta::seconds(seconds), now).level;
        assert_eq!((level(4), level(-4)), (Level::Sound, Level::Sound));
        assert_eq!((level(20), level(-20)), (Level::Warning, Level::Warning));
        let late = judge("x", now - TimeDelta::seconds(90), now);
        assert_eq!((late.level, late.found.as_str()), (Level::Problem, "it is 90 s behind"));
    }
}
