//! Lengths of time: "60s", "15m", "14d".

use std::time::Duration;

use chrono::TimeDelta;

use super::setting::{Exposure, Refusal, Setting};
use crate::config::reading::Raw;

/// Longer than this is a slip of the keyboard.
const LONGEST: Duration = Duration::from_hours(10 * 365 * 24);

/// A life time, in whole seconds since tokens count in them.
impl Setting for TimeDelta {
    const EXPOSURE: Exposure = Exposure::Shown;

    fn parse(raw: &Raw) -> Result<Self, Refusal> {
        raw.text().and_then(life).ok_or_else(|| {
            Refusal::expected("a length of time in whole seconds such as \"60s\", \"15m\" or \"14d\", more than zero and at most ten years")
        })
    }

    fn show(&self) -> String {
        show(*self)
    }
}

/// How long to wait for something; may be less than a second.
impl Setting for Duration {
    const EXPOSURE: Exposure = Exposure::Shown;

    fn parse(raw: &Raw) -> Result<Self, Refusal> {
        raw.text().and_then(wait).ok_or_else(|| {
            Refusal::expected(
                "a length of time such as \"500ms\", \"2s\" or \"1m\", more than zero and at most ten years",
            )
        })
    }

    fn show(&self) -> String {
        show_wait(*self)
    }
}

/// Whole seconds, more than zero, at most ten years.
pub fn life(text: &str) -> Option<TimeDelta> {
    let life = parse(text).filter(|life| !life.is_zero() && *life <= LONGEST && life.subsec_nanos() == 0)?;
    TimeDelta::from_std(life).ok()
}

/// At least a millisecond, at most ten years.
pub(super) fn wait(text: &str) -> Option<Duration> {
    parse(text).filter(|wait| *wait >= Duration::from_millis(1) && *wait <= LONGEST)
}

pub(super) fn show_wait(wait: Duration) -> String {
    TimeDelta::from_std(wait).map_or_else(|_| format!("{wait:?}"), show)
}

/// In the largest unit that needs no fraction.
pub(in crate::config) fn show(length: TimeDelta) -> String {
    let millis = length.num_milliseconds();
    let units = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000)];
    let unit = units.into_iter().find(|(_, size)| millis % size == 0);
    unit.map_or_else(|| format!("{millis}ms"), |(name, size)| format!("{}{name}", millis / size))
}

/// `humantime` is named here alone.
fn parse(text: &str) -> Option<Duration> {
    humantime::parse_duration(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lives_are_whole_seconds_within_reason() {
        assert_eq!(life("60s"), Some(TimeDelta::seconds(60)));
        assert_eq!(life("15m"), Some(TimeDelta::minutes(15)));
        assert_eq!(life("1h 30m"), Some(TimeDelta::minutes(90)));
        assert_eq!(life("3650d"), Some(TimeDelta::days(3650)));
        for refused in [
            "",
            "0s",
            "0",
            "-5s",
            "60",
            "1500ms",
            "3651d",
            "100000000000000000y",
            "soon",
            "1e3s",
            "5 bananas",
        ] {
            assert_eq!(life(refused), None, "{refused:?}");
        }
    }

    #[test]
    fn waits_may_be_short() {
        let wait = |text: &str| Duration::parse(&Raw::Untyped(text.to_owned())).ok();
        assert_eq!(wait("500ms"), Some(Duration::from_millis(500)));
        assert_eq!(wait("10us"), None);
        assert_eq!(wait("11y"), None);
        assert!(Duration::parse(&Raw::Integer(2)).is_err(), "a number says no unit");
    }

    #[test]
    fn shown_as_they_are_written() {
        for text in ["60s", "90s", "15m", "1h", "36h", "14d"] {
            let shown = show(life(text).unwrap());
            assert_eq!(life(&shown), life(text));
        }
        assert_eq!(show(TimeDelta::days(90)), "90d");
        assert_eq!(show(TimeDelta::seconds(90)), "90s");
        assert_eq!(show(TimeDelta::milliseconds(1500)), "1500ms");
    }
}
