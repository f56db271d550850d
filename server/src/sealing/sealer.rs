//! Seals and opens records, and carries them from one master key to the next.

use std::fmt;

use zeroize::Zeroizing;

use super::SealError;
use super::aead;
use super::derive::derive;
use super::envelope::{Envelope, WRAPPED};
use super::master_key::MasterKey;
use super::place::Place;
use crate::entropy::Entropy;

/// Where the canary lies: re-wrap it like any other record.
pub const CANARY: Place<'static> = Place { table: "canary", column: "sealed", row: "1" };
const CANARY_TEXT: &[u8] = b"signet canary";

/// Seals under the current master key; opens under the current and the previous one.
pub struct Sealer {
    current: WrappingKey,
    previous: Option<WrappingKey>,
}

impl Sealer {
    /// `previous` is set while a change of the master key is under way.
    pub fn new(current: &MasterKey, previous: Option<&MasterKey>) -> Self {
        Self { current: WrappingKey::of(current), previous: previous.map(WrappingKey::of) }
    }

    /// Encrypts `plaintext` under a data key of its own, to be opened in `place` alone.
    pub fn seal(&self, entropy: &dyn Entropy, place: &Place<'_>, plaintext: &[u8]) -> Vec<u8> {
        let data_key = Zeroizing::new(entropy.bytes::<32>());
        let nonce = entropy.bytes();
        let ciphertext = aead::seal(&data_key, &nonce, &place.associated(RECORD), plaintext);
        let salt = entropy.bytes();
        let wrapped = self.current.wrap(&salt, place, &data_key);
        Envelope { master: self.current.id, salt, wrapped, nonce, ciphertext: &ciphertext }.write()
    }

    /// Decrypts what was sealed in the same place.
    pub fn open(&self, place: &Place<'_>, blob: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let envelope = Envelope::read(blob).ok_or(SealError)?;
        let data_key = self.data_key(&envelope, place)?;
        aead::open(&data_key, &envelope.nonce, &place.associated(RECORD), envelope.ciphertext)
            .ok_or(SealError)
    }

    /// The same record under the current master key, or `None` if it is there already. Only the
    /// data key is wrapped anew; an error means a record that nobody can open.
    pub fn rewrap(
        &self,
        entropy: &dyn Entropy,
        place: &Place<'_>,
        blob: &[u8],
    ) -> Result<Option<Vec<u8>>, SealError> {
        let envelope = Envelope::read(blob).ok_or(SealError)?;
        if envelope.master == self.current.id {
            return Ok(None);
        }
        let data_key = self.data_key(&envelope, place)?;
        let salt = entropy.bytes();
        let wrapped = self.current.wrap(&salt, place, &data_key);
        Ok(Some(Envelope { master: self.current.id, salt, wrapped, ..envelope }.write()))
    }

    /// A record to keep, by which a start with a wrong master key is noticed before it writes.
    pub fn canary(&self, entropy: &dyn Entropy) -> Vec<u8> {
        self.seal(entropy, &CANARY, CANARY_TEXT)
    }

    /// Refuses a master key that does not open the canary.
    pub fn verify_canary(&self, blob: &[u8]) -> Result<(), SealError> {
        let text = self.open(&CANARY, blob)?;
        if text.as_slice() == CANARY_TEXT { Ok(()) } else { Err(SealError) }
    }

    fn data_key(&self, envelope: &Envelope<'_>, place: &Place<'_>) -> Result<Zeroizing<[u8; 32]>, SealError> {
        [Some(&self.current), self.previous.as_ref()]
            .into_iter()
            .flatten()
            .filter(|key| key.id == envelope.master)
            .find_map(|key| key.unwrap(&envelope.salt, place, &envelope.wrapped))
            .ok_or(SealError)
    }
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealer(..)")
    }
}

/// What the ciphertext is bound to, apart from its place.
const RECORD: &str = "signet record v1";
/// What the wrapped data key is bound to, apart from its place.
const DATA_KEY: &str = "signet data key v1";
/// Right because the key it goes with is used once: it is derived from a fresh salt.
const ONLY_NONCE: [u8; aead::NONCE] = [0; aead::NONCE];

/// A key-encryption key. It encrypts nothing itself: each wrapping has a key of its own.
struct WrappingKey {
    id: [u8; 4],
    key: Zeroizing<[u8; 32]>,
}

impl WrappingKey {
    fn of(master: &MasterKey) -> Self {
        Self { id: master.tag(), key: master.wrapping_key() }
    }

    fn wrap(&self, salt: &[u8; 16], place: &Place<'_>, data_key: &[u8; 32]) -> [u8; WRAPPED] {
        let key = derive(&self.key, DATA_KEY, &[salt]);
        let bytes = aead::seal(&key, &ONLY_NONCE, &place.associated(DATA_KEY), data_key);
        let mut wrapped = [0; WRAPPED];
        wrapped.copy_from_slice(&bytes);
        wrapped
    }

    fn unwrap(
        &self,
        salt: &[u8; 16],
        place: &Place<'_>,
        wrapped: &[u8; WRAPPED],
    ) -> Option<Zeroizing<[u8; 32]>> {
        let key = derive(&self.key, DATA_KEY, &[salt]);
        let bytes = aead::open(&key, &ONLY_NONCE, &place.associated(DATA_KEY), wrapped)?;
        let mut data_key = Zeroizing::new([0; 32]);
        data_key.copy_from_slice(&bytes);
        Some(data_key)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::entropy::SeededEntropy;

    const HERE: Place<'static> = Place { table: "user", column: "totp", row: "42" };

    fn master(seed: u64) -> MasterKey {
        MasterKey::generate(&SeededEntropy::new(seed))
    }

    fn sealer() -> (Sealer, SeededEntropy) {
        (Sealer::new(&master(1), None), SeededEntropy::new(99))
    }

    #[test]
    fn opens_what_it_sealed() {
        let (sealer, entropy) = sealer();
        for text in [&b""[..], b"secret", &[0; 5000]] {
            let blob = sealer.seal(&entropy, &HERE, text);
            assert_eq!(sealer.open(&HERE, &blob).unwrap().as_slice(), text);
        }
    }

    #[test]
    fn a_blob_changed_in_any_byte_or_length_does_not_open() {
        let (sealer, entropy) = sealer();
        let blob = sealer.seal(&entropy, &HERE, b"secret");
        for position in 0..blob.len() {
            for bit in 0..8 {
                let mut changed = blob.clone();
                changed[position] ^= 1 << bit;
                assert_eq!(sealer.open(&HERE, &changed).err(), Some(SealError), "{position}");
            }
            assert_eq!(sealer.open(&HERE, &blob[..position]).err(), Some(SealError));
        }
        assert!(sealer.open(&HERE, &[blob.as_slice(), &[0]].concat()).is_err());
    }

    #[test]
    fn parts_of_two_blobs_do_not_make_a_third() {
        let (sealer, entropy) = sealer();
        let (one, two) = (sealer.seal(&entropy, &HERE, b"first!"), sealer.seal(&entropy, &HERE, b"second"));
        // version | master | salt | wrapped | nonce | ciphertext
        for border in [5, 21, 69, 81] {
            let mixed = [&one[..border], &two[border..]].concat();
            if mixed != two {
                assert_eq!(sealer.open(&HERE, &mixed).err(), Some(SealError), "{border}");
            }
        }
    }

    #[test]
    fn a_blob_carried_to_another_place_does_not_open() {
        let (sealer, entropy) = sealer();
        let blob = sealer.seal(&entropy, &HERE, b"secret");
        for place in [
            Place { table: "client", ..HERE },
            Place { column: "password", ..HERE },
            Place { row: "43", ..HERE },
            Place { table: "use", column: "rtotp", ..HERE },
        ] {
            assert_eq!(sealer.open(&place, &blob).err(), Some(SealError), "{place:?}");
        }
    }

    #[test]
    fn a_new_master_key_takes_over_without_a_gap() {
        let entropy = SeededEntropy::new(99);
        let blob = Sealer::new(&master(1), None).seal(&entropy, &HERE, b"secret");
        let during = Sealer::new(&master(2), Some(&master(1)));
        assert_eq!(during.open(&HERE, &blob).unwrap().as_slice(), b"secret");
        let moved = during.rewrap(&entropy, &HERE, &blob).unwrap().unwrap();
        assert_eq!(during.rewrap(&entropy, &HERE, &moved), Ok(None));
        let after = Sealer::new(&master(2), None);
        assert_eq!(after.open(&HERE, &moved).unwrap().as_slice(), b"secret");
        assert_eq!(after.rewrap(&entropy, &HERE, &blob), Err(SealError));
    }

    #[test]
    fn a_wrong_master_key_is_noticed_by_the_canary() {
        let (right, entropy) = sealer();
        let canary = right.canary(&entropy);
        assert_eq!(right.verify_canary(&canary), Ok(()));
        assert_eq!(Sealer::new(&master(2), None).verify_canary(&canary), Err(SealError));
        assert_eq!(Sealer::new(&master(2), Some(&master(1))).verify_canary(&canary), Ok(()));
        let other = right.seal(&entropy, &HERE, CANARY_TEXT);
        assert_eq!(right.verify_canary(&other), Err(SealError));
    }

    #[test]
    fn no_salt_nonce_or_wrapped_key_is_seen_twice() {
        let (sealer, entropy) = sealer();
        let mut seen = HashSet::new();
        for _ in 0..1000 {
            let blob = sealer.seal(&entropy, &HERE, b"the same");
            for part in [&blob[5..21], &blob[21..69], &blob[69..81], &blob[81..]] {
                assert!(seen.insert(part.to_vec()));
            }
        }
    }
}
