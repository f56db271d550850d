//! How long ago something was, or how far ahead it is, as people say it. The words lie with all others: libraries for this
//! (timeago 0.6) bring words of their own, which no translator of ours sees, and know nothing of what is ahead.

use chrono::{DateTime, Utc};

use super::Words;

impl Words {
    /// `at`, as somebody at `now` speaks of it: "3 minutes ago", "yesterday", "in 28 days". It goes by the time that lies
    /// between, not by the calendar: of whoever reads it no time zone is known.
    pub fn relative(self, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
        let is_past = at <= now;
        let between = if is_past { now - at } else { at - now };
        let (past, ahead, count) = match (between.num_minutes(), between.num_hours(), between.num_days()) {
            (0, ..) => ("ago-now", "ahead-now", 0),
            (minutes, 0, _) => ("ago-minutes", "ahead-minutes", minutes),
            (_, hours, 0) => ("ago-hours", "ahead-hours", hours),
            (_, _, 1) => ("ago-yesterday", "ahead-tomorrow", 1),
            (_, _, days @ 2..30) => ("ago-days", "ahead-days", days),
            (_, _, days @ 30..365) => ("ago-months", "ahead-months", days / 30),
            (_, _, days) => ("ago-years", "ahead-years", days / 365),
        };
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        self.say_with(if is_past { past } else { ahead }, &[("count", count.into())])
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::super::Locale;
    use super::*;

    const HOUR: i64 = 60 * 60;
    const DAY: i64 = 24 * HOUR;

    #[test]
    fn a_moment_is_told_as_people_tell_it() {
        let now = DateTime::from_timestamp(1_894_608_000, 0).unwrap();
        for (seconds, english, german) in [
            (0, "just now", "gerade eben"),
            (-59, "just now", "gerade eben"),
            (-60, "a minute ago", "vor einer Minute"),
            (-HOUR + 1, "59 minutes ago", "vor 59 Minuten"),
            (-HOUR, "an hour ago", "vor einer Stunde"),
            (-DAY + 1, "23 hours ago", "vor 23 Stunden"),
            (-DAY, "yesterday", "gestern"),
            (-2 * DAY + 1, "yesterday", "gestern"),
            (-2 * DAY, "2 days ago", "vor 2 Tagen"),
            (-30 * DAY, "a month ago", "vor einem Monat"),
            (-364 * DAY, "12 months ago", "vor 12 Monaten"),
            (-365 * DAY, "a year ago", "vor einem Jahr"),
            (-9 * 365 * DAY, "9 years ago", "vor 9 Jahren"),
            (1, "in a moment", "gleich"),
            (3 * 60, "in 3 minutes", "in 3 Minuten"),
            (HOUR, "in an hour", "in einer Stunde"),
            (DAY, "tomorrow", "morgen"),
            (29 * DAY, "in 29 days", "in 29 Tagen"),
            (70 * DAY, "in 2 months", "in 2 Monaten"),
            (366 * DAY, "in a year", "in einem Jahr"),
        ] {
            let at = now + TimeDelta::seconds(seconds);
            assert_eq!(Words::of(Locale::English).relative(at, now), english, "{seconds}");
            assert_eq!(Words::of(Locale::German).relative(at, now), german, "{seconds}");
        }
    }
}
