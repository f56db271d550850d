//! HMAC-SHA256 (RFC 2104), and keys derived with it.

use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

/// A key for one purpose, from a key for many. `purpose` and each part are written with their
/// length, so that no two different lists are the same message.
pub fn derive(key: &[u8; 32], purpose: &str, parts: &[&[u8]]) -> Zeroizing<[u8; 32]> {
    let mut message = Vec::new();
    write_with_length(&mut message, purpose.as_bytes());
    for part in parts {
        write_with_length(&mut message, part);
    }
    Zeroizing::new(keyed_hash(key, &message))
}

/// HMAC-SHA256 of `message`. Compare with [`crate::secret::same`], never with `==`.
#[expect(clippy::expect_used, clippy::missing_panics_doc, reason = "HMAC takes a key of any length")]
pub fn keyed_hash(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

/// Appends `part` after its length, so that where it ends is part of what is bound.
pub(super) fn write_with_length(message: &mut Vec<u8>, part: &[u8]) {
    message.extend_from_slice(&(part.len() as u64).to_be_bytes());
    message.extend_from_slice(part);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231 section 4.3.
    #[test]
    fn agrees_with_the_published_vector() {
        let hash = keyed_hash(b"Jefe", b"what do ya want for nothing?");
        assert_eq!(hash[..4], [0x5b, 0xdc, 0xc1, 0x46]);
        assert_eq!(hash[28..], [0x64, 0xec, 0x38, 0x43]);
    }

    #[test]
    fn purposes_and_borders_between_parts_matter() {
        let key = [7; 32];
        let one = derive(&key, "a", &[b"bc", b"d"]);
        assert_ne!(*one, *derive(&key, "a", &[b"b", b"cd"]));
        assert_ne!(*one, *derive(&key, "ab", &[b"c", b"d"]));
        assert_ne!(*one, *derive(&key, "a", &[b"bcd"]));
        assert_eq!(*one, *derive(&key, "a", &[b"bc", b"d"]));
    }
}
