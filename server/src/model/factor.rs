//! Second factors: what kinds there are, and which of them a person holds.

/// A kind of second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactorKind {
    /// A one-time code of an authenticator app (RFC 6238).
    Totp,
    /// One of the codes that were written down.
    BackupCode,
    /// A passkey (W3C Web Authentication).
    Passkey,
    /// A code that was mailed.
    EmailCode,
}

impl FactorKind {
    /// The word in forms, limits and the audit log.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Totp => "totp",
            Self::BackupCode => "backup_code",
            Self::Passkey => "passkey",
            Self::EmailCode => "email_code",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        let all = [Self::Totp, Self::BackupCode, Self::Passkey, Self::EmailCode];
        all.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// The second factors of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Held {
    /// Whether there is an authenticator app.
    pub totp: bool,
    /// How many passkeys there are.
    pub passkeys: u64,
    /// How many backup codes are left.
    pub backup_codes: u64,
    /// Whether a code may be mailed to them: where the operator allows it.
    pub email_code: bool,
}

impl Held {
    /// Whether a second factor is asked for. Backup codes and codes by mail stand in for a factor, and are none by themselves.
    pub const fn is_any(self) -> bool {
        self.totp || self.passkeys > 0
    }

    /// Whether this kind can be shown.
    pub const fn has(self, kind: FactorKind) -> bool {
        match kind {
            FactorKind::Totp => self.totp,
            FactorKind::BackupCode => self.is_any() && self.backup_codes > 0,
            FactorKind::Passkey => self.passkeys > 0,
            FactorKind::EmailCode => self.is_any() && self.email_code,
        }
    }

    /// The kind that is asked for first. Whoever has none is asked only in an unusual sign-in, for a code by mail.
    pub const fn first(self) -> FactorKind {
        if self.totp {
            FactorKind::Totp
        } else if self.passkeys == 0 && self.email_code {
            FactorKind::EmailCode
        } else {
            FactorKind::Passkey
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backup_codes_alone_are_no_second_factor() {
        let left = Held { backup_codes: 10, ..Held::default() };
        assert!(!left.is_any() && !left.has(FactorKind::BackupCode));
        let with_app = Held { totp: true, ..left };
        assert!(with_app.is_any() && with_app.has(FactorKind::BackupCode));
        assert_eq!(with_app.first(), FactorKind::Totp);
    }

    #[test]
    fn the_words_are_read_back() {
        for kind in [FactorKind::Totp, FactorKind::BackupCode, FactorKind::Passkey, FactorKind::EmailCode] {
            assert_eq!(FactorKind::parse(kind.as_str()), Some(kind));
        }
        assert_eq!(FactorKind::parse("sms"), None);
    }
}
