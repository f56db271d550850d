//! What operators do: clients, users, keys, the audit log. The command line and the server's own
//! timers call these; each is one transaction with its audit event, announced to every instance.
//!
//! | file | holds |
//! | --- | --- |
//! | `clients` | register, change, remove a client; its secret |
//! | `client_rules` | what a client's metadata must keep to, one rule a file |
//! | `users` | create, import, change, remove an account |
//! | `keys` | keep keys in step with time, rotate, retire, re-wrap |
//! | `canary` | notices a wrong master key before anything is written |
//! | `everything` | ends all that anybody holds: sessions, tokens, keys |
//! | `audit` | reads the log |
//!
//! May import `app`, `audit`, `store`, `ephemeral`, `mail`, `authn`, `client_auth`, `keys`, `sealing`, `model`, `protocol`
//! and the seams. **To add a use case:** a function that takes [`Office`], reads the clock once,
//! does what is slow first, and then writes, announces and records in one `db.write`.

pub mod audit;
pub mod canary;
mod client_rules;
pub mod clients;
mod error;
pub mod everything;
pub mod keys;
mod problem;
pub mod users;

#[cfg(test)]
mod testing;

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

pub use error::AdminError;
pub use problem::{Problem, Problems};
pub use users::PasswordPolicy;

use self::keys::KeyPolicy;
use crate::app::Services;
use crate::audit::prepare;
use crate::authn::password_hash::PasswordHasher;
use crate::clock::Clock;
use crate::entropy::Entropy;
use crate::mail;
use crate::mail::outbox::Stationery;
use crate::model::audit_event::{Actor, AuditEvent, EventKind, Origin, Recorded};
use crate::protocol::issuer::Issuer;
use crate::sealing::sealer::Sealer;
use crate::store::Db;

/// What an operator's work needs: little enough to be made by a command, and out of a running server.
#[derive(Clone)]
pub struct Office {
    /// Durable facts.
    pub db: Db,
    /// Seals what rests in the store.
    pub sealer: Arc<Sealer>,
    /// Chance.
    pub entropy: Arc<dyn Entropy>,
    /// The present.
    pub clock: Arc<dyn Clock>,
    /// Hashes passwords.
    pub passwords: Arc<PasswordHasher>,
    /// Who we are, where it is known.
    pub issuer: Option<Issuer>,
    /// Whether the store is that of `signet dev`: short secrets and plain http are then fine.
    pub is_dev: bool,
    /// Which keys there are to be, and for how long.
    pub keys: KeyPolicy,
    /// How long a name that was freed is kept from everybody else.
    pub quarantine: Option<TimeDelta>,
    /// What passwords are held to.
    pub password_policy: PasswordPolicy,
    /// What letters are written on; none where no mail is sent.
    pub stationery: Option<Stationery>,
}

impl Office {
    /// That of a running server.
    pub fn of(app: &Services) -> Self {
        Self {
            db: app.db.clone(),
            sealer: Arc::clone(&app.sealer),
            entropy: Arc::clone(&app.entropy),
            clock: Arc::clone(&app.clock),
            passwords: Arc::clone(&app.passwords),
            issuer: Some(app.issuer.clone()),
            is_dev: app.is_dev,
            keys: KeyPolicy::of(&app.config),
            quarantine: app.config.accounts.quarantine,
            password_policy: PasswordPolicy::of(&app.config),
            stationery: mail::is_offered(app)
                .then(|| Stationery::of(&app.config.brand, &app.issuer, (&app.sealer, &app.entropy))),
        }
    }

    /// An event by an operator, ready to be written in the transaction of what happened.
    fn recorded(&self, event: AuditEvent, now: DateTime<Utc>) -> Recorded {
        prepare(event, &*self.entropy, now)
    }
}

impl fmt::Debug for Office {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Office").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

/// An event that somebody at the command line caused.
fn by_operator(kind: EventKind) -> AuditEvent {
    AuditEvent { actor: Actor::Operator, ..AuditEvent::of(kind, &Origin::default()) }
}
