//! What happened, in words.

use crate::model::audit_event::{EventKind, Outcome};
use crate::model::topic::Topic;
use crate::web::pages::Frame;

/// The message that names a topic.
pub(super) const fn topic(topic: Topic) -> &'static str {
    match topic {
        Topic::SignIn => "activity-sign-in",
        Topic::Protection => "activity-protection",
        Topic::Applications => "activity-applications",
        Topic::Account => "activity-account",
    }
}

/// The message that names an outcome.
pub(super) const fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Success => "activity-success",
        Outcome::Failure => "activity-failure",
        Outcome::Refusal => "activity-refusal",
    }
}

/// What happened. What is the operator's, or of a later release, is told by its name.
pub(super) fn what(frame: &Frame, kind: &str) -> String {
    let known = EventKind::ALL.iter().find(|known| known.as_str() == kind);
    match known.and_then(|known| word(*known)) {
        Some(word) => frame.say(word),
        None => frame.say_with("event-other", "kind", kind.into()),
    }
}

/// The message of a kind that has a topic.
const fn word(kind: EventKind) -> Option<&'static str> {
    Some(match kind {
        EventKind::UserRegistered => "event-registered",
        EventKind::UserChanged => "event-profile",
        EventKind::UserStatusChanged => "event-status",
        EventKind::UserDeleted | EventKind::UserErased => "event-erased",
        EventKind::RoleGranted => "event-role-granted",
        EventKind::RoleRevoked => "event-role-revoked",
        EventKind::LoginSuccess => "event-login-success",
        EventKind::LoginFailed => "event-login-failed",
        EventKind::LoginRateLimited => "event-login-limited",
        EventKind::LoginAttack => "event-login-attack",
        EventKind::MfaEnrolled => "event-factor-added",
        EventKind::MfaVerified => "event-factor-shown",
        EventKind::MfaFailed => "event-factor-wrong",
        EventKind::MfaCodeSent => "event-code-mailed",
        EventKind::MfaReplay => "event-code-again",
        EventKind::MfaRemoved => "event-factor-removed",
        EventKind::MfaRenamed => "event-passkey-named",
        EventKind::BackupCodesMade => "event-codes",
        EventKind::DevicesForgotten => "event-devices",
        EventKind::TokenIssued => "event-token-issued",
        EventKind::TokenRefreshed => "event-token-refreshed",
        EventKind::TokenRevoked => "event-token-revoked",
        EventKind::TokenRefused => "event-token-refused",
        EventKind::RefreshReuseDetected | EventKind::CodeReplay => "event-reuse",
        EventKind::CodeIssued => "event-code-issued",
        EventKind::AuthorizeRefused => "event-application-refused",
        EventKind::Logout => "event-logout",
        EventKind::LogoutRefused => "event-logout-refused",
        EventKind::SessionRevoked => "event-session-ended",
        EventKind::EverythingRevoked => "event-everybody-out",
        EventKind::PasswordChanged => "event-password",
        EventKind::PasswordResetRequested => "event-reset-asked",
        EventKind::DataExported => "event-exported",
        EventKind::PreferencesChanged => "event-preferences",
        EventKind::EmailVerificationRequested => "event-proof-asked",
        EventKind::EmailVerified => "event-proof",
        EventKind::EmailVerificationFailed => "event-proof-failed",
        EventKind::EmailChangeRequested => "event-email-asked",
        EventKind::EmailChanged => "event-email",
        EventKind::EmailChangeUndone => "event-email-undone",
        EventKind::MailGivenUp => "event-mail-lost",
        EventKind::ConsentGranted => "event-consent",
        EventKind::ConsentDenied => "event-consent-denied",
        EventKind::ConsentRevoked => "event-disconnected",
        // The operator's, of which no person has one: those that have no topic.
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_can_be_about_a_person_has_words() {
        for kind in EventKind::ALL {
            assert_eq!(word(*kind).is_some(), Topic::of(*kind).is_some(), "{}", kind.as_str());
        }
    }
}
