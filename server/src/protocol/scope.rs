//! Scope (RFC 6749 section 3.3; the values of OpenID Connect Core 5.4 and 11).

use std::fmt;

use super::error::{ErrorCode, OAuthError};

/// Asks for OpenID Connect.
pub const OPENID: &str = "openid";
/// Asks for access when the person is away: a refresh token.
pub const OFFLINE_ACCESS: &str = "offline_access";
/// The scopes every user-facing client may ask for unless registered for fewer.
pub const STANDARD: [&str; 6] = [OPENID, "profile", "email", "address", "phone", OFFLINE_ACCESS];

/// A set of scope values: each once, in the order they were asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope(Vec<String>);

impl Scope {
    /// Reads a space-separated list; more spaces than needed do no harm (a field report), values given twice count once.
    ///
    /// # Errors
    /// `invalid_scope` for characters outside `%x21 / %x23-5B / %x5D-7E`, a value over 200 or a list over 50 values.
    pub fn parse(text: &str) -> Result<Self, OAuthError> {
        if text.len() > 4096 {
            return Err(ErrorCode::InvalidScope.because("scope is longer than 4096 characters"));
        }
        let mut values: Vec<String> = Vec::new();
        for value in text.split(' ').filter(|value| !value.is_empty()) {
            let allowed = |byte: u8| matches!(byte, 0x21 | 0x23..=0x5B | 0x5D..=0x7E);
            if value.len() > 200 || !value.bytes().all(allowed) {
                return Err(
                    ErrorCode::InvalidScope.because("scope has a value with characters that are not allowed")
                );
            }
            if !values.iter().any(|known| known == value) {
                values.push(value.to_owned());
            }
        }
        if values.len() > 50 {
            return Err(ErrorCode::InvalidScope.because("scope has more than 50 values"));
        }
        Ok(Self(values))
    }

    /// What our own store holds, which was parsed when it was written.
    pub fn stored(text: &str) -> Self {
        Self(text.split(' ').filter(|value| !value.is_empty()).map(str::to_owned).collect())
    }

    /// Whether `value` is among them.
    pub fn contains(&self, value: &str) -> bool {
        self.0.iter().any(|known| known == value)
    }

    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The values in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// The values that `other` has too.
    #[must_use]
    pub fn within(&self, other: &Self) -> Self {
        self.filter(|value| other.contains(value))
    }

    /// The values that pass.
    #[must_use]
    pub fn filter(&self, keep: impl Fn(&str) -> bool) -> Self {
        Self(self.0.iter().filter(|value| keep(value)).cloned().collect())
    }

    /// Whether every value is in `other`.
    pub fn is_within(&self, other: &Self) -> bool {
        self.iter().all(|value| other.contains(value))
    }

    /// Both together.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let mut values = self.0.clone();
        values.extend(other.iter().filter(|value| !self.contains(value)).map(str::to_owned));
        Self(values)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_doubles_and_order_are_harmless() {
        for text in ["openid profile", "openid  profile", " openid profile ", "openid openid profile"] {
            assert_eq!(Scope::parse(text).expect(text).to_string(), "openid profile");
        }
        assert!(Scope::parse("profile openid").expect("any order").contains(OPENID));
    }

    #[test]
    fn characters_outside_the_grammar_are_refused() {
        for text in ["openid\tprofile", "openid\u{a0}profile", "op\"enid", "a\\b", "a\nb"] {
            assert_eq!(Scope::parse(text).expect_err(text).code, ErrorCode::InvalidScope);
        }
        let many = (0..10_000).map(|n| n.to_string()).collect::<Vec<_>>().join(" ");
        assert_eq!(Scope::parse(&many).expect_err("too many").code, ErrorCode::InvalidScope);
    }
}
