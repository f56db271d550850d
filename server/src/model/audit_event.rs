//! Things that happened, as the audit log keeps them.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use super::place::Place;
use crate::protocol::error::OAuthError;

/// Declares the catalogue in one place, so that no list of it misses a line.
macro_rules! catalogue {
    ($($kind:ident = $name:literal,)+) => {
        /// What happened: the catalogue of events.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[expect(missing_docs, reason = "each name is its wire form, see `as_str`")]
        pub enum EventKind {
            $($kind,)+
        }

        impl EventKind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$kind,)+];

            /// The name in the log.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)+
                }
            }
        }
    };
}

catalogue! {
    UserRegistered = "user.registered",
    UserChanged = "user.changed",
    UserStatusChanged = "user.status_changed",
    UserDeleted = "user.deleted",
    UserErased = "user.erased",
    RoleGranted = "role.granted",
    RoleRevoked = "role.revoked",
    LoginSuccess = "login.success",
    LoginFailed = "login.failed",
    LoginRateLimited = "login.rate_limited",
    LoginAttack = "login.attack",
    MfaEnrolled = "mfa.enrolled",
    MfaVerified = "mfa.verified",
    MfaFailed = "mfa.failed",
    MfaCodeSent = "mfa.code_sent",
    MfaReplay = "mfa.replay",
    MfaRemoved = "mfa.removed",
    MfaRenamed = "mfa.renamed",
    BackupCodesMade = "mfa.backup_codes_made",
    DevicesForgotten = "mfa.devices_forgotten",
    TokenIssued = "token.issued",
    TokenRefreshed = "token.refreshed",
    TokenRevoked = "token.revoked",
    TokenRefused = "token.refused",
    RefreshReuseDetected = "refresh.reuse_detected",
    CodeReplay = "code.replay",
    CodeIssued = "code.issued",
    AuthorizeRefused = "authorize.refused",
    RedirectMismatch = "authz.redirect_mismatch",
    ClientAuthFailed = "client.auth_failed",
    Logout = "logout",
    LogoutRefused = "logout.refused",
    SessionRevoked = "session.revoked",
    PasswordChanged = "password.changed",
    DataExported = "data.exported",
    PreferencesChanged = "preferences.changed",
    PasswordResetRequested = "password.reset_requested",
    EmailVerificationRequested = "email.verification_requested",
    EmailVerified = "email.verified",
    EmailVerificationFailed = "email.verification_failed",
    EmailChangeRequested = "email.change_requested",
    EmailChanged = "email.changed",
    EmailChangeUndone = "email.change_undone",
    MailGivenUp = "mail.given_up",
    ConsentGranted = "consent.granted",
    ConsentDenied = "consent.denied",
    ConsentRevoked = "consent.revoked",
    KeyCreated = "key.created",
    KeyRotated = "key.rotated",
    KeyRetired = "key.retired",
    KeyRewrapped = "key.rewrapped",
    ClientCreated = "client.created",
    ClientChanged = "client.changed",
    ClientDeleted = "client.deleted",
    ClientSecretRotated = "client.secret_rotated",
    AuditExported = "audit.exported",
    AuditPruned = "audit.pruned",
    StoreBackedUp = "store.backed_up",
    StoreRestored = "store.restored",
    EverythingRevoked = "everything.revoked",
    FormRefused = "form.refused",
    RequestRefused = "request.refused",
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Outcome {
    /// It was done.
    #[default]
    Success,
    /// It was tried and was wrong.
    Failure,
    /// It was refused by a rule.
    Refusal,
}

impl Outcome {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Success, Self::Failure, Self::Refusal];

    /// The word in the log.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failure => "failure",
            Self::Refusal => "refusal",
        }
    }
}

/// Who acted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Actor {
    /// A person in a browser.
    Person(Uuid),
    /// An application or service.
    Client(String),
    /// Somebody at the command line.
    Operator,
    /// Signet itself.
    System,
    /// Nobody who is known.
    #[default]
    Unknown,
}

/// From where a request came. Personal: stands apart from the event and is erased with the person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// The client's address.
    pub address: Option<String>,
    /// `User-Agent`, cut to 300 characters.
    pub user_agent: Option<String>,
    /// Names the request in the log.
    pub request_id: Option<String>,
    /// Where the address is, as far as that is known.
    pub place: Option<Place>,
}

impl Origin {
    /// The network that the address lies in, as a device keeps it from day to day: /24 of IPv4, /64 of IPv6.
    pub fn network(&self) -> String {
        match self.address.as_deref().map(str::parse) {
            Some(Ok(IpAddr::V4(address))) => {
                let [a, b, c, _] = address.octets();
                format!("{a}.{b}.{c}.0/24")
            }
            _ => self.source(),
        }
    }

    /// What limits count by: the IPv4 address, or the /64 network of an IPv6 address, of which one subscriber has all.
    pub fn source(&self) -> String {
        match self.address.as_deref().map(str::parse) {
            Some(Ok(IpAddr::V6(address))) => {
                let [a, b, c, d, ..] = address.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
            Some(Ok(IpAddr::V4(address))) => address.to_string(),
            _ => String::new(),
        }
    }
}

/// One event.
#[derive(Debug, Clone)]
pub struct AuditEvent {
    /// What happened.
    pub kind: EventKind,
    /// How it ended.
    pub outcome: Outcome,
    /// Why.
    pub reason: Option<String>,
    /// Who acted.
    pub actor: Actor,
    /// About whom.
    pub user_id: Option<Uuid>,
    /// Through which client.
    pub client_id: Option<String>,
    /// In which session.
    pub session_id: Option<Uuid>,
    /// Of which family.
    pub family_id: Option<Uuid>,
    /// Which token of it.
    pub generation: Option<i64>,
    /// More, without personal values.
    pub detail: Option<Value>,
    /// From where.
    pub origin: Origin,
    /// The name that was typed.
    pub identifier: Option<String>,
    /// How unusual the sign-in is, from 0 to 100.
    pub risk: Option<u8>,
}

impl AuditEvent {
    /// An event that ended well.
    pub fn of(kind: EventKind, origin: &Origin) -> Self {
        Self {
            kind,
            outcome: Outcome::Success,
            reason: None,
            actor: Actor::Unknown,
            user_id: None,
            client_id: None,
            session_id: None,
            family_id: None,
            generation: None,
            detail: None,
            origin: origin.clone(),
            identifier: None,
            risk: None,
        }
    }

    /// An event that was refused, with the reason.
    pub fn refused(kind: EventKind, reason: impl Into<String>, origin: &Origin) -> Self {
        Self { outcome: Outcome::Refusal, reason: Some(reason.into()), ..Self::of(kind, origin) }
    }

    /// A request that its endpoint refused in the protocol's words.
    pub fn refused_with(error: &OAuthError, origin: &Origin) -> Self {
        let reason = format!("{}: {}", error.code.as_str(), error.description);
        Self::refused(EventKind::RequestRefused, reason, origin)
    }
}

/// An event with its id, its personal values split off: ready to be written.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// The row's id.
    pub id: Uuid,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// What happened.
    pub event: AuditEvent,
    /// Its personal values, if it has any.
    pub personal: Option<Personal>,
}

/// Personal values of an event. The event keeps `digest` alone.
#[derive(Debug, Clone)]
pub struct Personal {
    /// Keeps the digest from being guessed.
    pub salt: [u8; 16],
    /// From where.
    pub address: Option<String>,
    /// From which country.
    pub country: Option<String>,
    /// With which program.
    pub user_agent: Option<String>,
    /// The name that was typed.
    pub identifier: Option<String>,
    /// SHA-256 over salt and values.
    pub digest: [u8; 32],
}
