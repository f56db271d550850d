//! AES-256-GCM (NIST SP 800-38D), one record at a time.
//!
//! A nonce that repeats under one key gives both away. Each caller therefore uses a key once: a
//! fresh data key, or one derived from a fresh salt; what is kept for a while may be replaced under its key, and takes its nonce
//! from the value itself. No key is near a usage limit, and a copy of
//! a running machine repeats nothing but by repeating the operating system's randomness.

use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
use aes_gcm::{Aes256Gcm, Key, Nonce};
use zeroize::Zeroizing;

/// Bytes of a nonce.
pub const NONCE: usize = 12;
/// Bytes by which a ciphertext is longer than its plaintext.
pub const TAG: usize = 16;

/// Encrypts `plaintext`, binding it to `associated`.
#[expect(clippy::expect_used, clippy::missing_panics_doc, reason = "GCM refuses nothing shorter than 64 GiB")]
pub fn seal(key: &[u8; 32], nonce: &[u8; NONCE], associated: &[u8], plaintext: &[u8]) -> Vec<u8> {
    Aes256Gcm::new(Key::<Aes256Gcm>::from_slice(key))
        .encrypt(Nonce::from_slice(nonce), Payload { msg: plaintext, aad: associated })
        .expect("a record is shorter than 64 GiB")
}

/// Decrypts what [`seal`] made with the same key, nonce and associated data; nothing else opens.
pub fn open(
    key: &[u8; 32],
    nonce: &[u8; NONCE],
    associated: &[u8],
    ciphertext: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    Aes256Gcm::new(Key::<Aes256Gcm>::from_slice(key))
        .decrypt(Nonce::from_slice(nonce), Payload { msg: ciphertext, aad: associated })
        .map(Zeroizing::new)
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Test case 13 of "The Galois/Counter Mode of Operation" (McGrew and Viega): nothing at all,
    /// encrypted under the zero key.
    #[test]
    fn agrees_with_the_published_vector() {
        let tag = seal(&[0; 32], &[0; NONCE], &[], &[]);
        assert_eq!(tag, 0x530f_8afb_c745_36b9_a963_b4f1_c4cb_738b_u128.to_be_bytes());
    }

    #[test]
    fn opens_only_with_the_same_key_nonce_and_associated_data() {
        let blob = seal(&[1; 32], &[2; NONCE], b"here", b"secret");
        assert_eq!(blob.len(), b"secret".len() + TAG);
        assert_eq!(open(&[1; 32], &[2; NONCE], b"here", &blob).unwrap().as_slice(), b"secret");
        assert!(open(&[0; 32], &[2; NONCE], b"here", &blob).is_none());
        assert!(open(&[1; 32], &[0; NONCE], b"here", &blob).is_none());
        assert!(open(&[1; 32], &[2; NONCE], b"there", &blob).is_none());
    }
}
