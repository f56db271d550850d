//! A moment as the pages of the account show it: how long ago it was, and on a closer look exactly when.

use chrono::{DateTime, SecondsFormat, Utc};

use super::Frame;

/// A moment in words.
#[derive(Clone, Debug)]
pub struct When {
    /// How long ago, by itself or in a sentence.
    pub shown: String,
    /// To the minute, with the name of the month.
    pub exact: String,
    /// For machines (RFC 3339).
    pub datetime: String,
}

impl When {
    /// How long before `now` it was, or how far behind it lies.
    pub fn of(frame: &Frame, at: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        Self {
            shown: frame.words().relative(at, now),
            exact: frame.moment(at),
            datetime: at.to_rfc3339_opts(SecondsFormat::Secs, true),
        }
    }

    /// The same in the sentence of `key`, which names it `$when`.
    pub fn said(frame: &Frame, key: &str, at: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        let plain = Self::of(frame, at, now);
        Self { shown: frame.say_with(key, "when", plain.shown.as_str().into()), ..plain }
    }
}
