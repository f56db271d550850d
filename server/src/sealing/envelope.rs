//! How a sealed record is written: version, id of the master key, salt of the wrapping, wrapped
//! data key, nonce, ciphertext.

use super::aead;

const VERSION: u8 = 1;
/// Bytes of a wrapped data key.
pub(super) const WRAPPED: usize = 32 + aead::TAG;

/// A sealed record taken apart. Nothing in it is to be believed before it has opened.
pub(super) struct Envelope<'a> {
    pub(super) master: [u8; 4],
    pub(super) salt: [u8; 16],
    pub(super) wrapped: [u8; WRAPPED],
    pub(super) nonce: [u8; aead::NONCE],
    pub(super) ciphertext: &'a [u8],
}

impl<'a> Envelope<'a> {
    /// Takes a blob of the present version apart.
    pub(super) fn read(blob: &'a [u8]) -> Option<Self> {
        let (&[VERSION], rest) = blob.split_first_chunk()? else {
            return None;
        };
        let (&master, rest) = rest.split_first_chunk()?;
        let (&salt, rest) = rest.split_first_chunk()?;
        let (&wrapped, rest) = rest.split_first_chunk()?;
        let (&nonce, ciphertext) = rest.split_first_chunk()?;
        Some(Self { master, salt, wrapped, nonce, ciphertext })
    }

    /// Puts the blob together.
    pub(super) fn write(&self) -> Vec<u8> {
        let parts: [&[u8]; 6] =
            [&[VERSION], &self.master, &self.salt, &self.wrapped, &self.nonce, self.ciphertext];
        parts.concat()
    }
}
