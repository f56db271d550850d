//! The person whose account it is.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::app::Services;
use crate::authn::known_device::KnownDevice;
use crate::authn::{FirstFactor, fresh};
use crate::model::audit_event::{Actor, AuditEvent, EventKind, Origin};
use crate::model::authentication::Authentication;
use crate::model::session::SignedIn;
use crate::model::user::User;
use crate::store::{StoreError, factors};

/// The person whose account it is, who has proved it.
#[derive(Debug, Clone)]
pub struct Holder {
    /// The account.
    pub user: Arc<User>,
    /// The session in which this is done.
    pub session_id: Uuid,
    /// How and when the person signed in to it.
    pub authentication: Authentication,
    /// The application through which it is done; none on our own pages.
    pub client_id: Option<String>,
    /// From where.
    pub origin: Origin,
    /// Now.
    pub now: DateTime<Utc>,
}

impl Holder {
    /// Whoever is signed in to one of our own pages.
    pub fn of_session(who: SignedIn, origin: Origin, now: DateTime<Utc>) -> Self {
        let SignedIn { session, user } = who;
        let (session_id, authentication) = (session.id, session.authentication);
        Self { user, session_id, authentication, client_id: None, origin, now }
    }

    /// What the person has shown, for a factor that stands beside it.
    pub fn first_factor(&self) -> FirstFactor {
        FirstFactor::standing(&self.user, &self.authentication)
    }

    /// What something that waits for the person's answer belongs to: their session.
    pub fn owner(&self) -> String {
        self.session_id.to_string()
    }

    /// Whether the sign-in is fresh enough for what cannot be undone, see [`fresh::is_fresh`].
    ///
    /// # Errors
    /// When the store fails.
    pub async fn is_fresh(&self, app: &Services) -> Result<bool, StoreError> {
        let held = factors::held(app.db.reader(), self.user.id).await?;
        Ok(fresh::is_fresh(&self.authentication, held, self.now))
    }

    /// What wrong guesses of the password are counted under: this session is theirs, so that no stranger's guess counts for it.
    pub const fn device(&self) -> KnownDevice {
        KnownDevice::Session(self.session_id)
    }

    /// An event about the account, done by the person.
    pub fn event(&self, kind: EventKind) -> AuditEvent {
        AuditEvent {
            actor: Actor::Person(self.user.id),
            user_id: Some(self.user.id),
            client_id: self.client_id.clone(),
            session_id: Some(self.session_id),
            ..AuditEvent::of(kind, &self.origin)
        }
    }
}
