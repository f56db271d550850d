//! How often something may happen.

use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;

use chrono::TimeDelta;

use super::duration::{life, show};
use super::setting::{Expected, TextSetting};

/// So many in such a time, or no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rate {
    /// No limit.
    Off,
    /// A limit.
    Limit {
        /// How many; the next is one too many.
        count: NonZeroU32,
        /// In which time.
        per: TimeDelta,
    },
}

impl Rate {
    /// The limit, if there is one.
    pub const fn limit(self) -> Option<(u32, TimeDelta)> {
        match self {
            Self::Off => None,
            Self::Limit { count, per } => Some((count.get(), per)),
        }
    }
}

const WHAT: &str = "a rate such as \"5/15m\" (a count from 1, a slash, a length of time), or \"off\"";

impl TextSetting for Rate {
    const WHAT: &'static str = WHAT;
}

impl FromStr for Rate {
    type Err = Expected;

    fn from_str(text: &str) -> Result<Self, Expected> {
        if text == "off" {
            return Ok(Self::Off);
        }
        let limit = || {
            let (count, per) = text.split_once('/')?;
            Some(Self::Limit { count: count.trim().parse().ok()?, per: life(per.trim())? })
        };
        limit().ok_or(Expected::one(WHAT))
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Off => f.write_str("off"),
            Self::Limit { count, per } => write!(f, "{count}/{}", show(*per)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_in_a_time_or_off() {
        let limit = Rate::Limit { count: NonZeroU32::new(5).unwrap(), per: TimeDelta::minutes(15) };
        assert_eq!("5/15m".parse(), Ok(limit));
        assert_eq!("5 / 15m".parse(), Ok(limit));
        assert_eq!(limit.to_string(), "5/15m");
        assert_eq!("off".parse(), Ok(Rate::Off));
        for refused in ["", "0/1m", "-1/1m", "5", "5/0s", "5/m", "5/15", "Off", "5/15m/1d", "99999999999/1m"]
        {
            assert!(refused.parse::<Rate>().is_err(), "{refused:?}");
        }
    }
}
