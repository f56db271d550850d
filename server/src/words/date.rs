//! Dates as people write them, with the names of the months.

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};

use super::Words;

/// A day, a day of any year, or a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated {
    /// In the reader's language: `10 December 1815`.
    pub shown: String,
    /// For machines, as HTML's `datetime` takes it: `1815-12-10`, `12-10`, `1815`.
    pub datetime: String,
}

/// Any leap year, for the 29th of February of no year in particular.
const ANY_YEAR: i32 = 2000;

const MONTHS: [&str; 12] = [
    "month-1", "month-2", "month-3", "month-4", "month-5", "month-6", "month-7", "month-8", "month-9",
    "month-10", "month-11", "month-12",
];

impl Words {
    /// A date in the form of the claim `birthdate` (OpenID Connect Core 1.0 section 5.1): `YYYY-MM-DD`, the year
    /// `0000` where it is not told, or the year alone. Nothing where `text` is no date.
    pub fn date(self, text: &str) -> Option<Dated> {
        let year: u16 =
            text.get(..4).filter(|year| year.bytes().all(|b| b.is_ascii_digit()))?.parse().ok()?;
        if text.len() == 4 {
            return (year > 0).then(|| Dated { shown: text.to_owned(), datetime: text.to_owned() });
        }
        let is_plain = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        let rest = text.get(4..).filter(|_| is_plain)?;
        let told = if year == 0 { ANY_YEAR } else { year.into() };
        let date = NaiveDate::parse_from_str(&format!("{told:04}{rest}"), "%Y-%m-%d").ok()?;
        let (day, year) = (date.day().to_string(), year.to_string());
        let month = self.say(MONTHS[date.month0() as usize]);
        let args =
            [("day", day.as_str().into()), ("month", month.as_str().into()), ("year", year.as_str().into())];
        Some(if year == "0" {
            Dated { shown: self.say_with("date-of-any-year", &args), datetime: rest[1..].to_owned() }
        } else {
            Dated { shown: self.say_with("date-full", &args), datetime: text.to_owned() }
        })
    }
}

impl Words {
    /// A moment to the minute. Of whoever reads it no time zone is known, so it says which one it is in.
    pub fn moment(self, at: DateTime<Utc>) -> String {
        let day = self.date(&at.format("%Y-%m-%d").to_string()).map(|date| date.shown).unwrap_or_default();
        let time = at.format("%H:%M").to_string();
        self.say_with("moment-utc", &[("day", day.as_str().into()), ("time", time.as_str().into())])
    }
}

#[cfg(test)]
mod tests {
    use super::super::Locale;
    use super::*;

    fn shown(locale: Locale, text: &str) -> (String, String) {
        let dated = Words::of(locale).date(text).expect("a date");
        (dated.shown, dated.datetime)
    }

    #[test]
    fn a_date_reads_as_people_write_it() {
        assert_eq!(
            shown(Locale::English, "1815-12-10"),
            ("10 December 1815".to_owned(), "1815-12-10".to_owned())
        );
        assert_eq!(shown(Locale::German, "1815-03-01"), ("1. März 1815".to_owned(), "1815-03-01".to_owned()));
        assert_eq!(shown(Locale::English, "0000-02-29"), ("29 February".to_owned(), "02-29".to_owned()));
        assert_eq!(shown(Locale::German, "0000-12-10"), ("10. Dezember".to_owned(), "12-10".to_owned()));
        assert_eq!(shown(Locale::German, "1815"), ("1815".to_owned(), "1815".to_owned()));
    }

    #[test]
    fn what_is_no_date_is_left_as_it_is() {
        for text in [
            "",
            "0000",
            "1815-13-10",
            "1815-02-30",
            "1815-2-3",
            "10.12.1815",
            "1815-12-10T00:00",
            "18é5-12-1",
        ] {
            assert_eq!(Words::of(Locale::English).date(text), None, "{text}");
        }
    }
}
