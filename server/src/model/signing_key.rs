//! A key of ours: one that signs what others verify, or a token key that tags codes and refresh
//! tokens and seals opaque access tokens.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, TimeDelta, Utc};

use crate::protocol::signing_algorithm::SigningAlgorithm;

/// One row of the key table: the private half is sealed, the public half (if there is one) is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SigningKey {
    /// The `kid` (RFC 7517 section 4.5): a thumbprint, or 14 hexadecimal digits for a token key.
    pub id: String,
    /// What it is for. A key never changes its purpose.
    pub purpose: KeyPurpose,
    /// The public JWK, for people who read the table; a token key has none.
    pub public_jwk: Option<serde_json::Value>,
    /// The private JWK or the token key's bytes, sealed in its place.
    pub sealed_private: Vec<u8>,
    /// Where it stands in its life.
    pub state: KeyState,
    /// When it was made, and from when it has been published.
    pub created_at: DateTime<Utc>,
    /// Since when it has signed; unset until then.
    pub activate_at: Option<DateTime<Utc>>,
    /// Since when it no longer signs.
    pub retired_at: Option<DateTime<Utc>>,
    /// Until when what it signed must still verify; set when it retires.
    pub expires_at: Option<DateTime<Utc>>,
}

impl SigningKey {
    /// Since when it has been the one that signs.
    pub fn active_since(&self) -> DateTime<Utc> {
        self.activate_at.unwrap_or(self.created_at)
    }

    /// Whether what it signed is honoured at `now`. A retired key without an end is dead.
    pub fn verifies_at(&self, now: DateTime<Utc>) -> bool {
        self.state != KeyState::Retired || self.expires_at.is_some_and(|end| now < end)
    }

    /// From `now` on this is the key that signs.
    pub fn promote(&mut self, now: DateTime<Utc>) {
        self.state = KeyState::Active;
        self.activate_at = Some(now);
    }

    /// It signs no more, and verifies for `verify_for` yet: zero kills what it has signed. Retiring
    /// twice can only bring the end nearer.
    pub fn retire(&mut self, now: DateTime<Utc>, verify_for: TimeDelta) {
        let end = now.checked_add_signed(verify_for).unwrap_or(DateTime::<Utc>::MAX_UTC);
        self.state = KeyState::Retired;
        self.retired_at.get_or_insert(now);
        self.expires_at = Some(self.expires_at.map_or(end, |earlier| earlier.min(end)));
    }
}

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KeyPurpose {
    /// Signs tokens that others verify.
    Signing(SigningAlgorithm),
    /// Tags codes and refresh tokens, and seals opaque access tokens.
    Token,
}

impl KeyPurpose {
    /// The form in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Signing(algorithm) => algorithm.as_str(),
            Self::Token => "token",
        }
    }
}

impl fmt::Display for KeyPurpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for KeyPurpose {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        if text == Self::Token.as_str() {
            return Ok(Self::Token);
        }
        text.parse().map(Self::Signing).map_err(|_| UnknownWord)
    }
}

/// Where a key stands in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyState {
    /// Published so that every verifier knows it before it signs.
    Next,
    /// The one of its purpose that signs.
    Active,
    /// Signs no more; verifies until what it signed has ended.
    Retired,
}

impl KeyState {
    /// The form in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Next => "next",
            Self::Active => "active",
            Self::Retired => "retired",
        }
    }
}

impl FromStr for KeyState {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        [Self::Next, Self::Active, Self::Retired]
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or(UnknownWord)
    }
}

/// The store holds a word that names no purpose or state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected the name of a signing algorithm or `token`; or `next`, `active`, `retired`")]
pub struct UnknownWord;

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> SigningKey {
        SigningKey {
            id: "k".into(),
            purpose: KeyPurpose::Token,
            public_jwk: None,
            sealed_private: Vec::new(),
            state: KeyState::Active,
            created_at: DateTime::UNIX_EPOCH,
            activate_at: None,
            retired_at: None,
            expires_at: None,
        }
    }

    #[test]
    fn every_word_reads_back() {
        let purposes = SigningAlgorithm::ALL.map(KeyPurpose::Signing);
        for purpose in purposes.into_iter().chain([KeyPurpose::Token]) {
            assert_eq!(purpose.as_str().parse(), Ok(purpose));
        }
        for state in [KeyState::Next, KeyState::Active, KeyState::Retired] {
            assert_eq!(state.as_str().parse(), Ok(state));
        }
        assert_eq!("none".parse::<KeyPurpose>(), Err(UnknownWord));
        assert_eq!("Active".parse::<KeyState>(), Err(UnknownWord));
    }

    #[test]
    fn a_retired_key_verifies_until_its_end_and_not_at_it() {
        let (mut key, hour) = (key(), TimeDelta::hours(1));
        let now = DateTime::UNIX_EPOCH + hour;
        key.retire(now, hour);
        assert!(key.verifies_at(now + hour - TimeDelta::milliseconds(1)));
        assert!(!key.verifies_at(now + hour));
    }

    #[test]
    fn retiring_again_brings_the_end_nearer_and_never_puts_it_off() {
        let (mut key, hour) = (key(), TimeDelta::hours(1));
        let now = DateTime::UNIX_EPOCH;
        key.retire(now, hour);
        key.retire(now + TimeDelta::minutes(1), hour * 9);
        assert_eq!(key.expires_at, Some(now + hour));
        key.retire(now + TimeDelta::minutes(2), TimeDelta::zero());
        assert!(!key.verifies_at(now + TimeDelta::minutes(2)));
        assert_eq!(key.retired_at, Some(now));
    }

    #[test]
    fn a_retired_key_without_an_end_is_dead() {
        let key = SigningKey { state: KeyState::Retired, ..key() };
        assert!(!key.verifies_at(DateTime::UNIX_EPOCH));
    }
}
