//! A length of time that may be none: "5s", "0s".

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use super::duration::wait;
use super::setting::{Expected, TextSetting};

/// How long something is put off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delay(Duration);

impl From<Delay> for Duration {
    fn from(delay: Delay) -> Self {
        delay.0
    }
}

const WHAT: &str = "a length of time such as \"500ms\" or \"5s\", at most ten years, or \"0s\" for none";

impl TextSetting for Delay {
    const WHAT: &'static str = WHAT;
}

impl FromStr for Delay {
    type Err = Expected;

    fn from_str(text: &str) -> Result<Self, Expected> {
        if text == "0s" { Some(Duration::ZERO) } else { wait(text) }.map(Self).ok_or(Expected::one(WHAT))
    }
}

impl fmt::Display for Delay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_zero() { f.write_str("0s") } else { f.write_str(&super::duration::show_wait(self.0)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delay_may_be_none() {
        for text in ["0s", "500ms", "5s", "1m"] {
            assert_eq!(text.parse::<Delay>().unwrap().to_string(), text);
        }
        for refused in ["", "0", "5", "-1s", "soon", "11y"] {
            assert_eq!(refused.parse::<Delay>(), Err(Expected::one(WHAT)), "{refused:?}");
        }
    }
}
