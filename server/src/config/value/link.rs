//! Addresses that users and researchers follow.

use std::fmt;
use std::str::FromStr;

use url::Url;

use super::setting::{Expected, TextSetting};

/// An https, mailto or tel address, kept as it was written. `javascript:` and the like are none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link(String);

impl Link {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

const WHAT: &str = "an address that starts with https:, mailto: or tel:";

impl TextSetting for Link {
    const WHAT: &'static str = WHAT;
}

impl FromStr for Link {
    type Err = Expected;

    fn from_str(text: &str) -> Result<Self, Expected> {
        // The parser drops line ends silently, and they would split the line this is printed on.
        let clean = !text.contains(|char: char| char.is_control() || char.is_whitespace());
        match Url::parse(text) {
            Ok(url) if clean && ["https", "mailto", "tel"].contains(&url.scheme()) => {
                Ok(Self(text.to_owned()))
            }
            _ => Err(Expected::one(WHAT)),
        }
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_to_go_and_nothing_that_runs() {
        for text in ["https://example.com/terms", "mailto:security@example.com", "tel:+49-30-1234"] {
            assert_eq!(text.parse::<Link>().unwrap().as_str(), text);
        }
        for refused in [
            "",
            "example.com",
            "http://example.com",
            "javascript:alert(1)",
            "https://a.example/\r\nX: y",
            " https://a.example",
            "data:text/html,x",
        ] {
            assert!(refused.parse::<Link>().is_err(), "{refused:?}");
        }
    }
}
