//! Making an account.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::claims::{self, Described, GivenPassword};
use super::{Account, EVERYBODY, password};
use crate::admin::{AdminError, Office, by_operator};
use crate::model::audit_event::{AuditEvent, EventKind, Recorded};
use crate::model::user::{User, UserStatus};
use crate::store::{StoreError, Transaction, auth_events, roles, users};

/// Makes an account from standard claims, with `password` or `password_hash` if it is to have one.
pub async fn create(office: &Office, given: &Map<String, Value>) -> Result<Account, AdminError> {
    let described = claims::read(given).map_err(AdminError::Claims)?;
    let names = described.names();
    let new = New::of(office, described).await?;
    let user = new.user.clone();
    match office.db.write(async move |tx| new.insert(tx).await).await {
        Ok(()) => Ok(Account { user, roles: vec![EVERYBODY.to_owned()] }),
        Err(StoreError::Conflict(_)) => Err(taken(office, names, &user).await?),
        Err(error) => Err(error.into()),
    }
}

/// An account that only has to be written.
pub(super) struct New {
    pub(super) user: User,
    recorded: Recorded,
    now: DateTime<Utc>,
}

impl New {
    /// Hashes the password if it came as it is typed, and keeps the rules.
    pub(super) async fn of(office: &Office, described: Described) -> Result<Self, AdminError> {
        let own = described.own_words();
        let (password_hash, detail) = match described.password {
            None => (None, None),
            Some(GivenPassword::Hashed(hash)) => (Some(hash), None),
            Some(GivenPassword::Plain(plain)) => {
                let (hash, detail) = password::hashed(office, &plain, own).await?;
                (Some(hash), detail)
            }
        };
        let now = office.clock.now();
        let id = described.sub.unwrap_or_else(|| office.entropy.row_id(now));
        let event = AuditEvent { user_id: Some(id), detail, ..by_operator(EventKind::UserRegistered) };
        let user = User {
            id,
            status: UserStatus::Active,
            email: described.email,
            email_verified: described.email_verified,
            preferred_username: described.preferred_username,
            password_hash,
            profile: described.profile,
            epoch: 0,
            created_at: now,
            updated_at: now,
            password_by_mail: false,
            last_login_at: None,
        };
        Ok(Self { user, recorded: office.recorded(event, now), now })
    }

    /// Account, names, role and event.
    pub(super) async fn insert(&self, tx: &Transaction) -> Result<(), StoreError> {
        users::insert(tx, &self.user).await?;
        roles::grant(tx, self.user.id, EVERYBODY, "operator", self.now).await?;
        auth_events::insert(tx, &self.recorded).await
    }
}

/// Says which name is taken.
pub(super) async fn taken(
    office: &Office,
    names: Vec<String>,
    user: &User,
) -> Result<AdminError, StoreError> {
    let holders = users::holders(office.db.reader(), names).await?;
    Ok(match holders.iter().next() {
        Some((name, holder)) => name_taken(name, &holder.to_string()),
        None => AdminError::Taken(format!("there is an account with the id {} already", user.id)),
    })
}

pub(super) fn name_taken(name: &str, holder: &str) -> AdminError {
    AdminError::Taken(format!(
        "the name {name} is taken by {holder}; e-mail addresses and user names are one name space"
    ))
}
