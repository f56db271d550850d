//! The key that seals all others.

use std::fmt;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

use super::setting::{Exposure, Refusal, Setting};
use crate::config::reading::Raw;
use crate::secret;

/// 32 bytes that seal keys at rest. Redacted in `Debug`, wiped when dropped, compared in constant
/// time.
#[derive(Clone)]
pub struct MasterKey(Zeroizing<[u8; 32]>);

impl MasterKey {
    /// The key of these bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes. Each caller is a place to review.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// Whether a person made it up: few different bytes, a row of steps, or a text. A generator
    /// makes one of these less than once in ten million million keys.
    pub fn is_made_up(&self) -> bool {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let different = 1 + sorted.windows(2).filter(|pair| pair[0] != pair[1]).count();
        let step = self.0[1].wrapping_sub(self.0[0]);
        let is_row = self.0.windows(2).all(|pair| pair[1].wrapping_sub(pair[0]) == step);
        let is_text = self.0.iter().all(|byte| (b' '..=b'~').contains(byte));
        different < 16 || is_row || is_text
    }

    /// From base64 in either alphabet, padded or not.
    fn decode(text: &str) -> Result<Self, Refusal> {
        let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
        let alphabet = if text.contains(['-', '_']) { &alphabet::URL_SAFE } else { &alphabet::STANDARD };
        let decoded = GeneralPurpose::new(alphabet, config).decode(text.trim()).map(Zeroizing::new);
        let bytes = decoded.map_err(|_| Refusal::expected(format!("{WHAT}; this is not base64")))?;
        let exact = <[u8; 32]>::try_from(bytes.as_slice());
        exact
            .map(Self::new)
            .map_err(|_| Refusal::expected(format!("{WHAT}; these are {} bytes", bytes.len())))
    }
}

const WHAT: &str = "32 bytes in base64, as `signet key generate-master` makes them";

impl Setting for MasterKey {
    const EXPOSURE: Exposure = Exposure::Secret;

    fn parse(raw: &Raw) -> Result<Self, Refusal> {
        Self::decode(raw.text().ok_or_else(|| Refusal::expected(WHAT))?)
    }

    fn show(&self) -> String {
        "(hidden)".to_owned()
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(..)")
    }
}

impl PartialEq for MasterKey {
    fn eq(&self, other: &Self) -> bool {
        secret::same(self.expose(), other.expose())
    }
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};

    use super::*;
    use crate::entropy::{Entropy, SeededEntropy};

    fn random() -> [u8; 32] {
        let entropy: &dyn Entropy = &SeededEntropy::new(7);
        entropy.bytes()
    }

    #[test]
    fn both_alphabets_padded_or_not() {
        // Bytes whose base64 differs between the alphabets.
        let bytes = [0xfb; 32];
        for engine in [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD] {
            let key = MasterKey::decode(&format!("{}\n", engine.encode(bytes))).ok().unwrap();
            assert_eq!(key.expose(), &bytes);
        }
    }

    #[test]
    fn another_length_or_another_writing_is_refused() {
        let refusal = |text: &str| MasterKey::decode(text).err().unwrap().expected;
        assert_eq!(refusal(&STANDARD.encode([1; 31])), format!("expected {WHAT}; these are 31 bytes"));
        assert_eq!(refusal(&"ab".repeat(32)), format!("expected {WHAT}; these are 48 bytes"));
        assert_eq!(refusal("hunter2 hunter2"), format!("expected {WHAT}; this is not base64"));
    }

    #[test]
    fn keys_that_nobody_drew_are_known() {
        let row: [u8; 32] = std::array::from_fn(|index| u8::try_from(index).unwrap());
        for made_up in [
            [0; 32],
            [255; 32],
            row,
            *b"changemechangemechangemechangeme",
            *b"correct horse battery staple 123",
        ] {
            assert!(MasterKey::new(made_up).is_made_up());
        }
        assert!(!MasterKey::new(random()).is_made_up());
    }

    #[test]
    fn it_is_not_printed() {
        assert_eq!(format!("{:?}", MasterKey::new(random())), "MasterKey(..)");
        assert_eq!(MasterKey::new(random()).show(), "(hidden)");
    }
}
