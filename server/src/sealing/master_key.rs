//! The key above all keys: 32 bytes from configuration, never in the store.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use zeroize::Zeroizing;

use super::derive::derive;
use crate::entropy::Entropy;
use crate::secret::{Secret, digest};

/// 32 random bytes. Nothing is encrypted with them; keys for one purpose are derived from them.
#[derive(Clone)]
pub struct MasterKey(Zeroizing<[u8; 32]>);

impl MasterKey {
    /// Reads base64 of exactly 32 bytes, in either alphabet, with padding or without: what
    /// `openssl rand -base64 32` prints, its line end included.
    pub fn parse(text: &str) -> Result<Self, MasterKeyError> {
        let bytes = [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD]
            .iter()
            .find_map(|form| form.decode(text.trim()).ok())
            .map(Zeroizing::new)
            .ok_or(MasterKeyError::NotBase64)?;
        let key: [u8; 32] = bytes.as_slice().try_into().map_err(|_| MasterKeyError::Length(bytes.len()))?;
        // A placeholder left in a file is no secret.
        if key.iter().all(|byte| *byte == key[0]) {
            return Err(MasterKeyError::Constant);
        }
        Ok(Self(Zeroizing::new(key)))
    }

    /// The key of these bytes, which somebody else has read and judged.
    pub fn of(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// A new one.
    pub fn generate(entropy: &dyn Entropy) -> Self {
        Self(Zeroizing::new(entropy.bytes()))
    }

    /// The form that [`MasterKey::parse`] reads, to be shown once to whoever keeps it.
    pub fn to_text(&self) -> Secret {
        Secret::new(STANDARD.encode(self.0.as_slice()))
    }

    /// Eight hexadecimal digits that tell keys apart and tell nothing of the key.
    pub fn id(&self) -> String {
        format!("{:08x}", u32::from_be_bytes(self.tag()))
    }

    /// [`MasterKey::id`] as it stands in a blob.
    pub(super) fn tag(&self) -> [u8; 4] {
        let [a, b, c, d, ..] = digest(&*derive(&self.0, "signet master key id", &[]));
        [a, b, c, d]
    }

    /// The key under which data keys are wrapped.
    pub(super) fn wrapping_key(&self) -> Zeroizing<[u8; 32]> {
        derive(&self.0, "signet key encryption", &[])
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MasterKey({})", self.id())
    }
}

/// The text is no master key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MasterKeyError {
    /// Not base64.
    #[error("the master key is not base64")]
    NotBase64,
    /// Base64 of another length.
    #[error("the master key is {0} bytes long instead of 32")]
    Length(usize),
    /// One byte, repeated.
    #[error("the master key is one byte repeated: make a random one")]
    Constant,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SeededEntropy;

    #[test]
    fn reads_back_what_it_prints_in_every_form_of_base64() {
        let key = MasterKey::generate(&SeededEntropy::new(1));
        let text = key.to_text();
        let url_safe = text.expose().replace('+', "-").replace('/', "_");
        for form in [text.expose(), text.expose().trim_end_matches('='), &url_safe] {
            assert_eq!(MasterKey::parse(&format!("{form}\n")).unwrap().id(), key.id());
        }
    }

    #[test]
    fn refuses_what_is_no_key() {
        let parse = |text: &str| MasterKey::parse(text).map(|_| ());
        assert_eq!(parse("not base64!"), Err(MasterKeyError::NotBase64));
        assert_eq!(parse(&STANDARD.encode([1; 31])), Err(MasterKeyError::Length(31)));
        assert_eq!(parse(""), Err(MasterKeyError::Length(0)));
        assert_eq!(parse(&STANDARD.encode([9; 32])), Err(MasterKeyError::Constant));
    }

    #[test]
    fn debug_shows_the_id_alone() {
        let key = MasterKey::generate(&SeededEntropy::new(1));
        assert_eq!(format!("{key:?}"), format!("MasterKey({})", key.id()));
        assert_eq!(key.id().len(), 8);
        assert_ne!(key.id(), MasterKey::generate(&SeededEntropy::new(2)).id());
    }
}
