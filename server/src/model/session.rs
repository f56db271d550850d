//! A signed-in browser.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::authentication::Authentication;
use super::user::{User, UserStatus};

/// The session as it rests in the store.
#[derive(Debug, Clone)]
pub struct Session {
    /// `sid`.
    pub id: Uuid,
    /// Who is signed in.
    pub user_id: Uuid,
    /// SHA-256 of the cookie's secret.
    pub secret_digest: [u8; 32],
    /// The account's epoch when it began.
    pub user_epoch: i64,
    /// How the person was authenticated.
    pub authentication: Authentication,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was last used.
    pub last_active_at: DateTime<Utc>,
    /// Idle limit.
    pub idle_expires_at: DateTime<Utc>,
    /// Absolute limit.
    pub absolute_expires_at: DateTime<Utc>,
    /// When it was ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// Keyed digest of what the browser calls itself and of its network.
    pub device: Option<[u8; 32]>,
}

impl Session {
    /// Whether the session still counts.
    pub fn is_live(&self, now: DateTime<Utc>) -> bool {
        self.ended_at.is_none() && now < self.idle_expires_at && now < self.absolute_expires_at
    }
}

/// A session with from where it was begun: for the person's own list.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The session.
    pub session: Session,
    /// The address it was begun from.
    pub address: Option<String>,
    /// From which country, where that is known.
    pub country: Option<String>,
    /// The browser it was begun with.
    pub user_agent: Option<String>,
}

/// A live session together with its person, who may use the account.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The session.
    pub session: Session,
    /// The person.
    pub user: Arc<User>,
}

impl SignedIn {
    /// Both together, if the session is live and belongs to the account as it is now.
    pub fn new(session: Session, user: Arc<User>, now: DateTime<Utc>) -> Option<Self> {
        let usable = session.is_live(now)
            && session.user_id == user.id
            && session.user_epoch == user.epoch
            && user.status == UserStatus::Active;
        usable.then_some(Self { session, user })
    }
}
