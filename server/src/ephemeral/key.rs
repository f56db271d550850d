//! Keys of short-lived records.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

/// SHA-256 of a prefix and what finds the record under it, in base64url.
///
/// Each part goes in behind its length, so no choice of one part imitates another: a caller who
/// picks a `jti`, a user name or an address cannot pick the key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key(String);

impl Key {
    /// The key of `parts` under `prefix`.
    pub fn of(prefix: &str, parts: &[&str]) -> Self {
        let mut digest = Sha256::new();
        for part in std::iter::once(&prefix).chain(parts) {
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part);
        }
        Self(URL_SAFE_NO_PAD.encode(digest.finalize()))
    }

    /// The digest, which reveals nothing.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_cannot_imitate_each_other() {
        assert_eq!(Key::of("a", &["b", "c"]), Key::of("a", &["b", "c"]));
        assert_ne!(Key::of("a", &["b", "c"]), Key::of("a", &["bc"]));
        assert_ne!(Key::of("a", &["bc"]), Key::of("ab", &["c"]));
        assert_ne!(Key::of("a", &["b", ""]), Key::of("a", &["b"]));
    }

    #[test]
    fn the_secret_cannot_be_read_off() {
        let key = Key::of("code", &["hunter2"]);
        assert_eq!(key.as_str().len(), 43);
        assert!(!format!("{key:?}").contains("hunter2"));
    }
}
