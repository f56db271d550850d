//! A person with an account.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};
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

    /// A name the person signs in with, for a form that is already filled.
    pub fn login_name(&self) -> String {
        let any = self.preferred_username.as_deref().or(self.email.as_deref());
        any.unwrap_or_default().to_owned()
    }
}

/// The form under which names are compared: e-mail addresses and user names share one name space.
/// Names are trimmed and lower-cased; what is not printable ASCII stays apart from what is.
///
/// `None` for an empty name, one over 254 characters, or one with control or white-space characters.
pub fn canonical_name(typed: &str) -> Option<String> {
    let name = typed.trim();
    let printable = |c: char| !c.is_control() && !c.is_whitespace() && !is_invisible(c);
    let fits = !name.is_empty() && name.len() <= 254 && name.chars().all(printable);
    fits.then(|| if name.is_ascii() { name.to_ascii_lowercase() } else { name.to_lowercase() })
}

/// Characters that are there but not seen: two names could look alike.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
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
    fn names_that_look_alike_by_invisible_characters_are_refused() {
        for name in ["", "  ", "a\u{200b}da", "a da", "a\0da", "\u{202e}ada", &"x".repeat(255)] {
            assert_eq!(canonical_name(name), None, "{name:?}");
        }
    }
}
