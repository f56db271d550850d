//! The token keys of a keyring. A token names the key that tagged it in its first eight bytes.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use zeroize::Zeroizing;

use super::KeyError;
use crate::entropy::Entropy;
use crate::model::signing_key::{KeyPurpose, KeyState, SigningKey};

/// The form of codes, refresh tokens and opaque access tokens: the first byte of each.
const VERSION: u8 = 1;

/// Version and key id as they open a token. As a `kid`: the id alone, 14 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct TokenKeyId([u8; 8]);

impl TokenKeyId {
    pub(super) fn random(entropy: &dyn Entropy) -> Self {
        let mut bytes = entropy.bytes();
        bytes[0] = VERSION;
        Self(bytes)
    }

    pub(super) const fn bytes(self) -> [u8; 8] {
        self.0
    }
}

impl fmt::Display for TokenKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0[1..].iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for TokenKeyId {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        let digits = text.len() == 14 && text.bytes().all(|b| b.is_ascii_hexdigit());
        let id = u64::from_str_radix(text, 16).ok().filter(|_| digits);
        let mut bytes = id.ok_or("the id of a token key is 14 hexadecimal digits")?.to_be_bytes();
        bytes[0] = VERSION;
        Ok(Self(bytes))
    }
}

/// Token keys by id, and which of them tags.
#[derive(Default)]
pub(super) struct TokenKeys {
    active: Option<TokenKeyId>,
    keys: HashMap<TokenKeyId, TokenKey>,
}

struct TokenKey {
    key: Zeroizing<[u8; 32]>,
    until: Option<DateTime<Utc>>,
}

impl TokenKeys {
    /// Takes in one more key, whose opened bytes are `private`.
    pub(super) fn add(&mut self, row: &SigningKey, private: &[u8]) -> Result<(), KeyError> {
        let corrupt = |what| KeyError::Corrupt { id: row.id.clone(), what };
        let id: TokenKeyId = row.id.parse().map_err(corrupt)?;
        let key = private.try_into().map_err(|_| corrupt("a token key is 32 bytes long"))?;
        let until = if row.state == KeyState::Retired { row.expires_at } else { None };
        if row.state == KeyState::Active && self.active.replace(id).is_some() {
            return Err(KeyError::TwoActive(KeyPurpose::Token));
        }
        if self.keys.insert(id, TokenKey { key: Zeroizing::new(key), until }).is_some() {
            return Err(KeyError::DuplicateId(row.id.clone()));
        }
        Ok(())
    }

    /// The key that tags.
    pub(super) fn active(&self) -> Result<(TokenKeyId, &[u8; 32]), KeyError> {
        self.active
            .and_then(|id| self.keys.get(&id).map(|key| (id, &*key.key)))
            .ok_or(KeyError::NoActiveKey(KeyPurpose::Token))
    }

    /// The key that the first eight bytes of a token name, if what it tagged still counts.
    pub(super) fn find(&self, id: [u8; 8], now: DateTime<Utc>) -> Option<&[u8; 32]> {
        let key = self.keys.get(&TokenKeyId(id))?;
        key.until.is_none_or(|end| now < end).then_some(&*key.key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SeededEntropy;

    #[test]
    fn an_id_reads_back_from_its_one_form() {
        let id = TokenKeyId::random(&SeededEntropy::new(1));
        let text = id.to_string();
        assert_eq!(text.parse(), Ok(id));
        for wrong in ["", "0123456789abc", "0123456789abcde", "+123456789abcd", "0123456789abcg"] {
            assert!(wrong.parse::<TokenKeyId>().is_err(), "{wrong}");
        }
    }
}
