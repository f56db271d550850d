//! The size of RSA keys.

use super::setting::{Exposure, Refusal, Setting};
use crate::config::reading::Raw;

/// A size that RFC 7518 section 3.3 allows (2048 or more) and that signs in reasonable time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RsaBits(u32);

impl RsaBits {
    /// The number.
    pub const fn bits(self) -> u32 {
        self.0
    }
}

impl Setting for RsaBits {
    const EXPOSURE: Exposure = Exposure::Shown;

    fn parse(raw: &Raw) -> Result<Self, Refusal> {
        let bits = u32::parse(raw).ok().filter(|bits| [2048, 3072, 4096].contains(bits));
        bits.map(Self).ok_or_else(|| Refusal::expected("one of 2048, 3072, 4096"))
    }

    fn show(&self) -> String {
        self.0.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_sizes() {
        for bits in [2048, 3072, 4096] {
            assert_eq!(RsaBits::parse(&Raw::Integer(bits)).ok().map(RsaBits::bits), u32::try_from(bits).ok());
        }
        for refused in ["1024", "2047", "0", "-2048", "8192", "two", ""] {
            assert!(RsaBits::parse(&Raw::Untyped(refused.to_owned())).is_err(), "{refused:?}");
        }
    }
}
