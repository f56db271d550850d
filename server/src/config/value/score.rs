//! A score that something must reach.

use super::setting::{Exposure, Refusal, Setting};
use crate::config::reading::Raw;

/// From 1 to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Score(u8);

impl Score {
    /// The number.
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl Setting for Score {
    const EXPOSURE: Exposure = Exposure::Shown;

    fn parse(raw: &Raw) -> Result<Self, Refusal> {
        let score = u32::parse(raw).ok().and_then(|score| u8::try_from(score).ok());
        let score = score.filter(|score| (1..=100).contains(score));
        score.map(Self).ok_or_else(|| Refusal::expected("a score from 1 to 100, or nothing for never"))
    }

    fn show(&self) -> String {
        self.0.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_1_to_100() {
        for score in [1, 60, 100] {
            assert_eq!(
                Score::parse(&Raw::Integer(score)).ok().map(|score| i64::from(score.get())),
                Some(score)
            );
        }
        for refused in ["0", "101", "-1", "high", "60%"] {
            assert!(Score::parse(&Raw::Untyped(refused.to_owned())).is_err(), "{refused:?}");
        }
    }
}
