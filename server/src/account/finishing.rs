//! What happens once an address is proven: the record is used up and the account made, or made usable, in one transaction.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::marks;
use super::proving::{self, Proving, Purpose};
use super::resetting::Undone;
use super::verifying::{Unproven, Verified};
use crate::app::Services;
use crate::audit;
use crate::authn::newcomer;
use crate::model::audit_event::{Actor, AuditEvent, EventKind, Origin, Recorded};
use crate::model::user::{User, UserStatus, canonical_name};
use crate::secret::Secret;
use crate::store::{StoreError, auth_events, freed_names, roles, users};

/// The role that every account has.
const EVERYBODY: &str = "user";

/// The record is used up and the account made, or made usable: one transaction, one winner.
pub(super) async fn finish(
    app: &Services,
    ticket: &str,
    record: Proving,
    origin: &Origin,
    now: DateTime<Utc>,
) -> Result<Verified, Unproven> {
    let transaction = record.transaction.clone();
    let made = match &record.purpose {
        // An account that moves is `moving`'s.
        Purpose::Nothing | Purpose::Change { .. } => return Err(Unproven::Over),
        Purpose::Confirm { user_id, .. } => {
            confirm(app, ticket, (*user_id, &record.address), origin, now).await?
        }
        Purpose::Register { id, name, locale, password_hash } => {
            let user = new_user(app, &record.address, (name.as_deref(), locale), password_hash, now);
            let user = User { id: id.unwrap_or(user.id), ..user };
            make(app, ticket, user, origin, now).await?
        }
    };
    Ok(Verified { who: newcomer::proven(made, now), transaction })
}

fn new_user(
    app: &Services,
    address: &str,
    (name, locale): (Option<&str>, &str),
    password_hash: &str,
    now: DateTime<Utc>,
) -> User {
    let name = name.map(|name| ("name".to_owned(), Value::from(name)));
    let profile: Map<String, Value> =
        name.into_iter().chain([("locale".to_owned(), Value::from(locale))]).collect();
    User {
        id: app.entropy.row_id(now),
        status: UserStatus::Active,
        email: Some(address.to_owned()),
        email_verified: true,
        preferred_username: None,
        password_hash: Some(Secret::new(password_hash)),
        profile,
        epoch: 0,
        created_at: now,
        updated_at: now,
        password_by_mail: false,
        last_login_at: None,
    }
}

async fn make(
    app: &Services,
    ticket: &str,
    user: User,
    origin: &Origin,
    now: DateTime<Utc>,
) -> Result<User, Unproven> {
    let events = [EventKind::UserRegistered, EventKind::EmailVerified]
        .map(|kind| event(app, kind, user.id, origin, now));
    let (shelf, ticket, new) = (proving::shelf(app), ticket.to_owned(), user.clone());
    let (marks, name) =
        (marks(app).await?, user.email.as_deref().and_then(canonical_name).unwrap_or_default());
    let made = app.db.write(async move |tx| {
        if shelf.claim(tx, &[&ticket], now).await?.is_none() {
            return Err(Undone::Over);
        }
        users::insert(tx, &new).await?;
        // After the name was taken: whoever freed it at the same moment was first, or waits for us.
        if freed_names::is_held(tx, marks.of(&name, new.id), now).await? {
            return Err(Undone::Over);
        }
        roles::grant(tx, new.id, EVERYBODY, "registration", now).await?;
        for event in &events {
            auth_events::insert(tx, event).await?;
        }
        Ok(())
    });
    match made.await {
        Ok(()) => Ok(user),
        Err(Undone::Over) => Err(Unproven::Over),
        Err(Undone::Store(StoreError::Conflict(_))) => Err(Unproven::Taken),
        Err(Undone::Store(error)) => Err(error.into()),
    }
}

async fn confirm(
    app: &Services,
    ticket: &str,
    (id, address): (Uuid, &str),
    origin: &Origin,
    now: DateTime<Utc>,
) -> Result<User, Unproven> {
    let event = event(app, EventKind::EmailVerified, id, origin, now);
    let (shelf, ticket, address) = (proving::shelf(app), ticket.to_owned(), address.to_owned());
    let confirmed = app.db.write(async move |tx| {
        // Whatever was changed meanwhile, the address or the status, ends it.
        let is_claimed = shelf.claim(tx, &[&ticket], now).await?.is_some();
        if !is_claimed || !users::confirm_address(tx, id, &address, now).await? {
            return Ok::<_, StoreError>(None);
        }
        auth_events::insert(tx, &event).await?;
        users::find(tx, id).await
    });
    confirmed.await?.ok_or(Unproven::Over)
}

fn event(app: &Services, kind: EventKind, user: Uuid, origin: &Origin, now: DateTime<Utc>) -> Recorded {
    let event =
        AuditEvent { actor: Actor::Person(user), user_id: Some(user), ..AuditEvent::of(kind, origin) };
    audit::prepare(event, &*app.entropy, now)
}
