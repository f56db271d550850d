//! A person with an account.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};
use unicode_normalization::UnicodeNormalization as _;
use url::Host;
use uuid::Uuid;

use crate::secret::Secret;

/// Whether an account may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserStatus {
    /// Registered, the address not yet proven.
    PendingVerification,
    /// In use.
    Active,
    /// Stopped by an operator, may come back.
    Suspended,
    /// Closed.
    Deactivated,
}

impl UserStatus {
    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PendingVerification => "pending_verification",
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Deactivated => "deactivated",
        }
    }

    /// Reads the stored word.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::PendingVerification, Self::Active, Self::Suspended, Self::Deactivated]
            .into_iter()
            .find(|status| status.as_str() == text)
    }
}

/// The account.
#[derive(Debug, Clone)]
pub struct User {
    /// `sub`.
    pub id: Uuid,
    /// Whether it may be used.
    pub status: UserStatus,
    /// E-mail address as the person writes it.
    pub email: Option<String>,
    /// Whether the address was proven.
    pub email_verified: bool,
    /// User name as the person writes it.
    pub preferred_username: Option<String>,
    /// Argon2id in PHC form.
    pub password_hash: Option<Secret>,
    /// Whether it was set by a link in a mail, and not by who knew the one before.
    pub password_by_mail: bool,
    /// The other standard claims.
    pub profile: Map<String, Value>,
    /// Raised when everything signed in before must end.
    pub epoch: i64,
    /// When the account was made.
    pub created_at: DateTime<Utc>,
    /// `updated_at`.
    pub updated_at: DateTime<Utc>,
    /// The last sign-in.
    pub last_login_at: Option<DateTime<Utc>>,
}

impl User {
    /// The value of a standard claim, if the account has it.
    pub fn claim(&self, name: &str) -> Option<Value> {
        match name {
            "email" => self.email.clone().map(Value::from),
            "email_verified" => self.email.as_ref().map(|_| self.email_verified.into()),
            "preferred_username" => self.preferred_username.clone().map(Value::from),
            "updated_at" => Some(self.updated_at.timestamp().into()),
            other => self.profile.get(other).cloned(),
        }
    }

    /// What to call the person on a page.
    pub fn display_name(&self) -> String {
        let name = self.profile.get("name").and_then(Value::as_str);
        let any = name.or(self.preferred_username.as_deref()).or(self.email.as_deref());
        any.map_or_else(|| self.id.to_string(), str::to_owned)
    }

    /// Words of the person's own, which a password of theirs must not lean on.
    pub fn own_words(&self) -> Vec<String> {
        let names = [self.email.clone(), self.preferred_username.clone(), Some(self.display_name())];
        names.into_iter().flatten().collect()
    }

    /// Whether the person signs in with this name, however it is written.
    pub fn is_called(&self, typed: &str) -> bool {
        let names = [&self.email, &self.preferred_username].into_iter().flatten();
        canonical_name(typed)
            .is_some_and(|typed| names.filter_map(|name| canonical_name(name)).any(|name| name == typed))
    }

    /// A name the person signs in with, for a form that is already filled.
    pub fn login_name(&self) -> String {
        let any = self.preferred_username.as_deref().or(self.email.as_deref());
        any.unwrap_or_default().to_owned()
    }
}

/// Longer than anything that is meant seriously, in bytes as typed: what is mapped may grow.
const LONGEST_TYPED: usize = 1024;

/// The name as it is kept: without outer space, its characters in the one form that looks and means the same (NFKC, Unicode
/// Standard Annex 15: full-width letters are letters), and without the dot that may end a domain.
///
/// `None` for an empty name, one over 254 bytes, or one with characters that are not seen.
pub fn spelled_name(typed: &str) -> Option<String> {
    if typed.len() > LONGEST_TYPED {
        return None;
    }
    let name: String = typed.trim().nfkc().collect();
    let name = match name.rsplit_once('@') {
        Some((local, domain)) => {
            format!("{local}@{}", domain.strip_suffix(['.', '\u{3002}']).unwrap_or(domain))
        }
        None => name,
    };
    let seen = |c: char| !c.is_control() && !c.is_whitespace() && !is_invisible(c);
    let fits = !name.is_empty() && name.len() <= 254 && name.chars().all(seen);
    fits.then_some(name)
}

/// The form under which names are compared, wherever one is typed: when an account is made, signed in to, changed, reset or
/// counted. E-mail addresses and user names share one name space. As [`spelled_name`], in lower case, an address with its
/// domain as the DNS has it (IDNA, Unicode Technical Standard 46).
///
/// `None` for what is no name.
pub fn canonical_name(typed: &str) -> Option<String> {
    let name: String = spelled_name(typed)?.to_lowercase().nfkc().collect();
    let name = match name.rsplit_once('@').map(|(local, domain)| (local, dns_name(domain))) {
        Some((local, Some(domain))) => format!("{local}@{domain}"),
        // Not every name with this sign is an address.
        _ => name,
    };
    (name.len() <= 254).then_some(name)
}

/// The domain as the DNS has it. What is escaped is not what it says, and stays as it is.
fn dns_name(domain: &str) -> Option<String> {
    match Host::parse(domain) {
        Ok(Host::Domain(name)) if !domain.contains('%') && !name.ends_with('.') => Some(name),
        _ => None,
    }
}

/// Characters that are there but not seen: two names could look alike.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_case_and_outer_space() {
        assert_eq!(canonical_name(" Ada@Example.COM "), canonical_name("ada@example.com"));
        assert_ne!(canonical_name("ad\u{131}a"), canonical_name("adia"), "dotless i is another letter");
    }

    #[test]
    fn however_an_address_is_typed_it_is_one_name() {
        for (typed, also) in [
            ("anna@example.com", "ＡＮＮＡ＠Ｅｘａｍｐｌｅ．ｃｏｍ"),
            ("anna@example.com", " anna@example.com.\t"),
            ("anna@example.com", "anna@example\u{3002}com\u{ff61}"),
            ("anna@m\u{fc}nchen.example", "anna@mu\u{308}nchen.example"),
            ("anna@xn--mnchen-3ya.example", "Anna@MÜNCHEN.example"),
            ("andr\u{e9}", "Andre\u{301}"),
        ] {
            assert!(canonical_name(typed).is_some(), "{typed}");
            assert_eq!(canonical_name(typed), canonical_name(also), "{typed} {also}");
        }
        for (one, other) in [
            ("\u{131}nna@example.com", "inna@example.com"),
            ("anna@evil%2ecom", "anna@evil.com"),
            ("anna.@example.com", "anna@example.com"),
            ("anna@m\u{fc}nchen.example", "anna@munchen.example"),
        ] {
            assert_ne!(canonical_name(one), canonical_name(other), "{one} {other}");
        }
        assert_eq!(canonical_name("ada@"), Some("ada@".to_owned()));
        let once = canonical_name("Anna@MÜNCHEN.example").unwrap();
        assert_eq!(canonical_name(&once), Some(once), "it is its own normal form");
    }

    #[test]
    fn names_that_look_alike_by_invisible_characters_are_refused() {
        for name in [
            "",
            "  ",
            "a\u{200b}da",
            "a da",
            "a\0da",
            "\u{202e}ada",
            "a\u{3164}da",
            "a\u{a8}da",
            "a\tda",
            &"x".repeat(255),
        ] {
            assert_eq!(canonical_name(name), None, "{name:?}");
        }
    }
}
