//! What an event is about, as a person looks for it among their own.

use super::audit_event::EventKind;

/// What an event is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// Signing in and out, with what is asked then.
    SignIn,
    /// The ways in which they sign in.
    Protection,
    /// What applications may do, and did.
    Applications,
    /// The account itself: who they are, what is held.
    Account,
}

impl Topic {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::SignIn, Self::Protection, Self::Applications, Self::Account];

    /// The word in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::Protection => "protection",
            Self::Applications => "applications",
            Self::Account => "account",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.as_str() == text)
    }

    /// The kinds of events that are about it.
    pub fn kinds(self) -> Vec<EventKind> {
        EventKind::ALL.iter().copied().filter(|kind| Self::of(*kind) == Some(self)).collect()
    }

    /// What an event of this kind is about; nothing where it is the operator's, or about nobody.
    pub const fn of(kind: EventKind) -> Option<Self> {
        Some(match kind {
            EventKind::LoginSuccess
            | EventKind::LoginFailed
            | EventKind::LoginRateLimited
            | EventKind::LoginAttack
            | EventKind::MfaVerified
            | EventKind::MfaFailed
            | EventKind::MfaCodeSent
            | EventKind::MfaReplay
            | EventKind::Logout
            | EventKind::LogoutRefused
            | EventKind::SessionRevoked
            | EventKind::EverythingRevoked => Self::SignIn,
            EventKind::PasswordChanged
            | EventKind::PasswordResetRequested
            | EventKind::MfaEnrolled
            | EventKind::MfaRemoved
            | EventKind::MfaRenamed
            | EventKind::BackupCodesMade
            | EventKind::DevicesForgotten => Self::Protection,
            EventKind::ConsentGranted
            | EventKind::ConsentDenied
            | EventKind::ConsentRevoked
            | EventKind::AuthorizeRefused
            | EventKind::CodeIssued
            | EventKind::CodeReplay
            | EventKind::TokenIssued
            | EventKind::TokenRefreshed
            | EventKind::TokenRevoked
            | EventKind::TokenRefused
            | EventKind::RefreshReuseDetected => Self::Applications,
            EventKind::UserRegistered
            | EventKind::UserChanged
            | EventKind::UserStatusChanged
            | EventKind::UserDeleted
            | EventKind::UserErased
            | EventKind::RoleGranted
            | EventKind::RoleRevoked
            | EventKind::PreferencesChanged
            | EventKind::DataExported
            | EventKind::EmailVerificationRequested
            | EventKind::EmailVerified
            | EventKind::EmailVerificationFailed
            | EventKind::EmailChangeRequested
            | EventKind::EmailChanged
            | EventKind::EmailChangeUndone
            | EventKind::MailGivenUp => Self::Account,
            EventKind::RedirectMismatch
            | EventKind::ClientAuthFailed
            | EventKind::KeyCreated
            | EventKind::KeyRotated
            | EventKind::KeyRetired
            | EventKind::KeyRewrapped
            | EventKind::ClientCreated
            | EventKind::ClientChanged
            | EventKind::ClientDeleted
            | EventKind::ClientSecretRotated
            | EventKind::AuditExported
            | EventKind::AuditPruned
            | EventKind::StoreBackedUp
            | EventKind::StoreRestored
            | EventKind::FormRefused
            | EventKind::RequestRefused => return None,
        })
    }
}
