//! Colours of the brand.

use std::fmt;
use std::str::FromStr;

use super::setting::{Expected, TextSetting};

/// A colour as six hexadecimal digits. It goes into a style sheet, so nothing else may be in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour {
    /// Red, green and blue.
    pub rgb: [u8; 3],
}

const WHAT: &str = "a colour such as #1f6feb";

impl TextSetting for Colour {
    const WHAT: &'static str = WHAT;
}

impl FromStr for Colour {
    type Err = Expected;

    fn from_str(text: &str) -> Result<Self, Expected> {
        let digits = text
            .strip_prefix('#')
            .filter(|digits| digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let number =
            digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()).ok_or(Expected::one(WHAT))?;
        let [_, red, green, blue] = number.to_be_bytes();
        Ok(Self { rgb: [red, green, blue] })
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.rgb;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_digits_and_nothing_else() {
        let colour: Colour = "#1F6feb".parse().unwrap();
        assert_eq!(colour.rgb, [0x1f, 0x6f, 0xeb]);
        assert_eq!(colour.to_string(), "#1f6feb");
        for refused in ["", "red", "1f6feb", "#fff", "#1f6fe", "#1f6feb;", "#+f6feb", "#1f6fä"] {
            assert!(refused.parse::<Colour>().is_err(), "{refused:?}");
        }
    }
}
