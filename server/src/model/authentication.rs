//! How and when a person proved who they are.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// `acr` of a sign-in with one factor (RFC 9470 speaks of values that parties agree on).
pub const ACR_SINGLE: &str = "urn:signet:acr:single";
/// `acr` of a sign-in with two factors.
pub const ACR_MULTI: &str = "urn:signet:acr:multi";

/// The facts behind `auth_time`, `acr` and `amr`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authentication {
    /// `auth_time`.
    pub at: DateTime<Utc>,
    /// `acr`.
    pub acr: String,
    /// `amr` (RFC 8176).
    pub amr: Vec<String>,
}

/// `amr` of a sign-in with more than one factor (RFC 8176).
const AMR_MULTI: &str = "mfa";
/// `amr` of a code that came by mail: over another channel, and no factor of the person's own (RFC 8176).
pub const AMR_BY_MAIL: &str = "mca";
/// `amr` of what a person has set up: an app, a code on paper, a passkey.
const AMR_OWN: [&str; 2] = ["otp", "pop"];

impl Authentication {
    /// One factor, by this method.
    pub fn single(amr: &str, at: DateTime<Utc>) -> Self {
        Self { at, acr: ACR_SINGLE.to_owned(), amr: vec![amr.to_owned()] }
    }

    /// Whether two factors were shown.
    pub fn is_multi(&self) -> bool {
        self.acr == ACR_MULTI
    }

    /// Whether a second factor of the person's own was among them, and not the mailbox alone.
    pub fn has_own_factor(&self) -> bool {
        self.is_multi() && self.amr.iter().any(|amr| AMR_OWN.contains(&amr.as_str()))
    }

    /// The same with a second factor beside it, shown by `methods`.
    #[must_use]
    pub fn with_second(&self, methods: &[&str], at: DateTime<Utc>) -> Self {
        let mut amr: Vec<String> = self.amr.clone();
        for method in methods.iter().copied().chain([AMR_MULTI]) {
            if !amr.iter().any(|known| known == method) {
                amr.push(method.to_owned());
            }
        }
        Self { at, acr: ACR_MULTI.to_owned(), amr }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::from_millis;

    #[test]
    fn a_second_factor_stands_beside_the_first() {
        let password = Authentication::single("pwd", from_millis(1000));
        assert!(!password.is_multi());
        let both = password.with_second(&["otp"], from_millis(2000));
        assert_eq!((both.is_multi(), both.amr.join(" ").as_str()), (true, "pwd otp mfa"));
        assert_eq!(both.with_second(&["otp"], from_millis(3000)).amr, both.amr, "each method once");
        let by_mail = password.with_second(&[AMR_BY_MAIL], from_millis(2000));
        let own = [password, both, by_mail].map(|shown| shown.has_own_factor());
        assert_eq!(own, [false, true, false]);
    }
}
