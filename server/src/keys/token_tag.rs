//! Authorization codes and refresh tokens, derived instead of stored: who knows the token key
//! knows every token of a family, and a store without the master key holds none.
//!
//! A token is its prefix, then one base64url of 64 bytes: version and key id (8), family (16),
//! generation (8, big endian), HMAC-SHA256 over purpose and all of these (32). The tag is checked
//! before anybody looks for the family, so that a guess can neither find, use nor burn one.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::KeyError;
use super::keyring::Keyring;
use crate::sealing::derive::derive;
use crate::secret::{Secret, same};

/// Key id, family and generation: what the tag is over.
const BODY: usize = 32;
const BYTES: usize = BODY + 32;
const BASE64: usize = 86;

/// What a token says once its tag has been checked: generation 0 is the code, later ones are
/// refresh tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Derived {
    /// The token family, by which the row is found.
    pub family: Uuid,
    /// Which of the family's tokens.
    pub generation: u64,
}

impl Derived {
    /// The authorization code of a family.
    pub const fn code(family: Uuid) -> Self {
        Self { family, generation: 0 }
    }

    /// Code or refresh token.
    pub const fn kind(&self) -> Kind {
        if self.generation == 0 { Kind::Code } else { Kind::Refresh }
    }
}

/// The two kinds of token that are derived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An authorization code (RFC 6749 section 1.3.1).
    Code,
    /// A refresh token (RFC 6749 section 1.5).
    Refresh,
}

impl Kind {
    const fn prefix(self) -> &'static str {
        match self {
            Self::Code => "sgc_",
            Self::Refresh => "sgr_",
        }
    }

    /// Each kind is tagged for its own purpose: a code with another prefix is no refresh token.
    const fn purpose(self) -> &'static str {
        match self {
            Self::Code => "signet authorization code v1",
            Self::Refresh => "signet refresh token v1",
        }
    }
}

impl Keyring {
    /// The token itself, under the active token key.
    pub fn derive(&self, token: &Derived) -> Result<Secret, KeyError> {
        let (id, key) = self.tokens.active()?;
        let mut bytes = [0; BYTES];
        bytes[..8].copy_from_slice(&id.bytes());
        bytes[8..24].copy_from_slice(token.family.as_bytes());
        bytes[24..BODY].copy_from_slice(&token.generation.to_be_bytes());
        let tag = derive(key, token.kind().purpose(), &[&bytes[..BODY]]);
        bytes[BODY..].copy_from_slice(tag.as_slice());
        Ok(Secret::new(format!("{}{}", token.kind().prefix(), URL_SAFE_NO_PAD.encode(bytes))))
    }

    /// What `text` says, if a token key that counts at `now` tagged exactly this text.
    pub fn recognise(&self, text: &str, now: DateTime<Utc>) -> Option<Derived> {
        let (prefix, base64) = text.split_at_checked(4)?;
        if base64.len() != BASE64 {
            return None;
        }
        // Padding, stray bits at the end and foreign characters do not decode: one text per token.
        let bytes: [u8; BYTES] = URL_SAFE_NO_PAD.decode(base64).ok()?.try_into().ok()?;
        let (body, tag) = bytes.split_first_chunk::<BODY>()?;
        let (id, rest) = body.split_first_chunk::<8>()?;
        let (family, generation) = rest.split_first_chunk::<16>()?;
        let token = Derived {
            family: Uuid::from_bytes(*family),
            generation: u64::from_be_bytes(generation.try_into().ok()?),
        };
        let key = self.tokens.find(*id, now)?;
        let right = prefix == token.kind().prefix()
            && same(derive(key, token.kind().purpose(), &[body]).as_slice(), tag);
        right.then_some(token)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use chrono::TimeDelta;

    use super::*;
    use crate::keys::specimens::{now, ring, sealer, token_key};
    use crate::model::signing_key::{KeyPurpose, KeyState, SigningKey};

    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    fn family() -> Uuid {
        Uuid::from_u128(0x0190_5b7e_3c4d_7a1b_8f6e_2d3c_4b5a_6978)
    }

    fn both() -> [Derived; 2] {
        [Derived::code(family()), Derived { family: family(), generation: 1 }]
    }

    fn open(rows: &[SigningKey]) -> Keyring {
        Keyring::open(rows, &sealer(), now()).unwrap()
    }

    #[test]
    fn recognises_what_it_derived_and_derives_the_same_again() {
        let ring = ring();
        let mut seen = HashSet::new();
        for generation in [0, 1, 2, 255, 256, u64::MAX] {
            let token = Derived { family: family(), generation };
            let text = ring.derive(&token).unwrap();
            assert_eq!(ring.recognise(text.expose(), now()), Some(token));
            assert_eq!(text, ring.derive(&token).unwrap());
            assert_eq!(text.expose().len(), 4 + BASE64);
            let prefix = if generation == 0 { "sgc_" } else { "sgr_" };
            assert!(text.expose().starts_with(prefix));
            assert!(seen.insert(text.digest()));
        }
    }

    #[test]
    fn no_other_character_at_any_position_is_recognised() {
        let ring = ring();
        for token in both() {
            let text = ring.derive(&token).unwrap();
            for position in 0..text.expose().len() {
                for other in ALPHABET.iter().chain(b"=+/. %\0\n") {
                    let mut bytes = text.expose().as_bytes().to_vec();
                    if bytes[position] == *other {
                        continue;
                    }
                    bytes[position] = *other;
                    let changed = String::from_utf8(bytes).unwrap();
                    assert_eq!(ring.recognise(&changed, now()), None, "{position} {other}");
                }
            }
        }
    }

    #[test]
    fn nothing_shorter_longer_or_written_otherwise_is_recognised() {
        let ring = ring();
        for token in both() {
            let text = ring.derive(&token).unwrap();
            let text = text.expose();
            let refused = |changed: &str| assert_eq!(ring.recognise(changed, now()), None);
            for length in 0..text.len() {
                refused(&text[..length]);
                refused(&text[text.len() - length..]);
            }
            for tail in ["A", "=", "==", "\0", "\n", " ", "%00", ".", "\u{e9}", text] {
                refused(&format!("{text}{tail}"));
                refused(&format!("{tail}{text}"));
            }
            refused(&text.to_uppercase());
            refused(&text.to_lowercase());
            refused(&text.replace('_', "%5F"));
            refused(&text.replace('_', "%255F"));
            refused(&format!("{}{}", &text[..4], URL_SAFE_NO_PAD.encode(&text[4..])));
            refused(&URL_SAFE_NO_PAD.encode(text));
            refused(&text.repeat(1000));
            refused("sg\u{e9}");
        }
    }

    #[test]
    fn a_code_is_no_refresh_token_and_a_refresh_token_no_code() {
        let ring = ring();
        for token in both() {
            let text = ring.derive(&token).unwrap();
            for prefix in ["sgc_", "sgr_", "sga_", "SGC_"] {
                let renamed = format!("{prefix}{}", &text.expose()[4..]);
                let expected = (prefix == token.kind().prefix()).then_some(token);
                assert_eq!(ring.recognise(&renamed, now()), expected);
            }
        }
    }

    #[test]
    fn parts_of_two_tokens_do_not_make_a_third() {
        let ring = ring();
        let bytes =
            |token: Derived| URL_SAFE_NO_PAD.decode(&ring.derive(&token).unwrap().expose()[4..]).unwrap();
        let one = bytes(Derived { family: family(), generation: 1 });
        let two = bytes(Derived { family: Uuid::from_u128(2), generation: 2 });
        for border in [24, 32] {
            let mixed = URL_SAFE_NO_PAD.encode([&one[..border], &two[border..]].concat());
            assert_eq!(ring.recognise(&format!("sgr_{mixed}"), now()), None);
        }
    }

    #[test]
    fn a_token_key_counts_before_it_tags_and_until_its_end() {
        let old = token_key(1, KeyState::Active);
        let [token, _] = both();
        let from_old = open(std::slice::from_ref(&old)).derive(&token).unwrap();
        let mut retired = old;
        retired.retire(now(), TimeDelta::hours(1));
        let new = token_key(2, KeyState::Active);
        let from_new = open(std::slice::from_ref(&new)).derive(&token).unwrap();

        let ring = open(&[retired.clone(), new]);
        assert_eq!(ring.derive(&token).unwrap(), from_new);
        let end = now() + TimeDelta::hours(1);
        let just_before = end - TimeDelta::milliseconds(1);
        assert_eq!(ring.recognise(from_old.expose(), just_before), Some(token));
        assert_eq!(ring.recognise(from_old.expose(), end), None);
        assert_eq!(ring.recognise(from_new.expose(), end), Some(token));

        let behind = open(&[token_key(1, KeyState::Active), token_key(2, KeyState::Next)]);
        assert_eq!(behind.recognise(from_new.expose(), now()), Some(token));
        assert_eq!(behind.derive(&token).unwrap(), from_old);
    }

    #[test]
    fn without_a_token_key_nothing_is_derived_and_nothing_recognised() {
        let text = ring().derive(&both()[0]).unwrap();
        let missing = Err(KeyError::NoActiveKey(KeyPurpose::Token));
        assert_eq!(open(&[]).derive(&both()[0]), missing);
        assert_eq!(open(&[]).recognise(text.expose(), now()), None);
    }
}
