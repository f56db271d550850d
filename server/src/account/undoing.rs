//! Taking a change of address back: by the link in the letter to the address that the account had before.
//!
//! Whoever lost an account to a thief is signed out, and the mailbox that they still have is the only thing that the thief has
//! not. So the link works without a session, and whatever happens to the account in its seven days (another password, another
//! address once more) does not end it. An older link outranks a newer one: taking a change back ends the links of the changes
//! after it, and moving back as usual does the same, so that the mailbox of a thief never undoes the person's own return.
//!
//! Who takes a change back is asked for a new password at once; until then nobody has one. A passkey signs in alone, so those that
//! were set up since the change go; a second factor never does.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::moving::{self, Pending};
use super::resetting::{self, Undone};
use super::{Hindered, marks};
use crate::app::Services;
use crate::audit;
use crate::authn::freed_names::Marks;
use crate::clock::from_millis;
use crate::ephemeral::shelf::Shelf;
use crate::ephemeral::shelves;
use crate::mail::letters::AddressRestored;
use crate::mail::notices;
use crate::model::audit_event::{Actor, AuditEvent, EventKind, Origin};
use crate::model::factor::FactorKind;
use crate::model::user::{User, UserStatus, canonical_name};
use crate::secret::{Secret, digest, same};
use crate::store::{StoreError, Transaction, auth_events, factors, freed_names, mails, passkeys, users};

/// How long a link counts. As long, whatever the configuration says, nobody else gets the address.
pub(super) const LIFE: TimeDelta = TimeDelta::days(7);
/// A passkey that was set up so long before the change goes with those that came after it.
const MARGIN: TimeDelta = TimeDelta::hours(1);
/// Links of one account that count at once: after that many changes a newer letter has none, and none of the older ones goes.
const MOST: usize = 8;

/// A change that can be taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    /// SHA-256 of the link's second part.
    link: [u8; 32],
    /// The address before the change.
    address: String,
    changed_at: i64,
    until: i64,
}

fn shelf() -> Shelf<Vec<Kept>> {
    shelves::address_undos(LIFE)
}

async fn kept(app: &Services, id: Uuid, now: DateTime<Utc>) -> Result<Vec<Kept>, StoreError> {
    Ok(shelf().read(app.db.reader(), &[&id.to_string()], now).await?.unwrap_or_default())
}

/// What becomes of an account's links by a change of its address.
#[derive(Debug)]
pub(super) struct Plan {
    before: Vec<Kept>,
    after: Vec<Kept>,
    /// Where the letter to the address before leads whoever wants it back, where there is a way.
    pub(super) link: Option<String>,
}

impl Plan {
    /// Of `user`, who moves to `address`.
    pub(super) async fn of(
        app: &Services,
        user: &User,
        address: &str,
        now: DateTime<Utc>,
    ) -> Result<Self, StoreError> {
        let before = kept(app, user.id, now).await?;
        let mut after: Vec<Kept> =
            before.iter().filter(|kept| from_millis(kept.until) > now).cloned().collect();
        let (to, id) = (canonical_name(address), user.id);
        if let Some(back) = after.iter().position(|kept| canonical_name(&kept.address) == to) {
            after.truncate(back);
            return Ok(Self { before, after, link: None });
        }
        let Some(address) = user.email.clone().filter(|_| user.email_verified && after.len() < MOST) else {
            return Ok(Self { before, after, link: None });
        };
        let secret = app.entropy.token();
        let link = digest(secret.as_bytes());
        let (changed_at, until) = (now.timestamp_millis(), (now + LIFE).timestamp_millis());
        after.push(Kept { link, address, changed_at, until });
        // No link outlives one that outranks it.
        for kept in &mut after {
            kept.until = until;
        }
        let token = format!("{}.{secret}", URL_SAFE_NO_PAD.encode(id.as_bytes()));
        Ok(Self { before, after, link: Some(app.issuer.join(&format!("/undo?token={token}"))) })
    }

    /// Writes it, in the transaction that has just changed the address; `false` where somebody was quicker. Nobody else gets an
    /// address that can come back.
    pub(super) async fn write(
        &self,
        tx: &Transaction,
        marks: &Marks,
        id: Uuid,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        for kept in &self.after {
            let name = canonical_name(&kept.address).unwrap_or_default();
            freed_names::keep(tx, marks.of(&name, id), from_millis(kept.until)).await?;
        }
        replace(tx, id, (&self.before, &self.after), now).await
    }
}

async fn replace(
    tx: &Transaction,
    id: Uuid,
    (before, after): (&Vec<Kept>, &Vec<Kept>),
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let name = id.to_string();
    let found = shelf().claim(tx, &[&name], now).await?.unwrap_or_default();
    if !after.is_empty() {
        shelf().put(tx, &[&name], after, now).await?;
    }
    Ok(found == *before)
}

/// The addresses that the account had, and could have back.
pub(super) async fn addresses(
    app: &Services,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<String>, StoreError> {
    let kept = kept(app, id, now).await?.into_iter().filter(|kept| from_millis(kept.until) > now);
    Ok(kept.map(|kept| kept.address).collect())
}

/// Forgets every link of an account that goes.
pub(super) async fn forget(tx: &Transaction, id: Uuid, now: DateTime<Utc>) -> Result<(), StoreError> {
    shelf().claim(tx, &[&id.to_string()], now).await.map(|_| ())
}

/// Why a change was not taken back.
#[derive(Debug)]
pub enum NotUndone {
    /// The link is used, old, unknown, or the account may not be used.
    Over,
    /// An operator has given the address to somebody else.
    Taken,
    /// It is nobody's typing.
    Hindered(Hindered),
}

impl<E: Into<Hindered>> From<E> for NotUndone {
    fn from(error: E) -> Self {
        Self::Hindered(error.into())
    }
}

/// A link that still counts.
struct Found {
    user: User,
    /// All that count for the account, and which this one is.
    all: Vec<Kept>,
    at: usize,
}

/// The address that a link gives back, if it still counts. Changes nothing.
///
/// # Errors
/// When the store fails.
pub async fn look(app: &Services, token: &str) -> Result<Option<String>, StoreError> {
    let found = find(app, token, app.clock.now()).await?;
    Ok(found.map(|Found { all, at, .. }| all[at].address.clone()))
}

async fn find(app: &Services, token: &str, now: DateTime<Utc>) -> Result<Option<Found>, StoreError> {
    let Some((id, secret)) = resetting::parts_of(token) else { return Ok(None) };
    let (all, shown) = (kept(app, id, now).await?, digest(secret.as_bytes()));
    let counts = |kept: &Kept| same(&kept.link, &shown) && from_millis(kept.until) > now;
    let Some(at) = all.iter().position(counts) else { return Ok(None) };
    let user = users::find(app.db.reader(), id).await?.filter(|user| user.status == UserStatus::Active);
    Ok(user.map(|user| Found { user, all, at }))
}

/// Gives the account its address back: everything that is signed in ends, the password counts no longer, and the address that it
/// had meanwhile is told. The answer is the token that sets a new password; none for an account that has no password.
///
/// # Errors
/// Why it was not done.
pub async fn undo(app: &Services, token: &str, origin: &Origin) -> Result<Option<String>, NotUndone> {
    let now = app.clock.now();
    let done = match find(app, token, now).await? {
        Some(found) => take_back(app, found, origin, now).await,
        None => Err(NotUndone::Over),
    };
    let reason = match &done {
        Err(NotUndone::Over) => "unknown, old or used",
        Err(NotUndone::Taken) => "the address is somebody else's by now",
        Ok(_) | Err(NotUndone::Hindered(_)) => return done,
    };
    let event = AuditEvent::refused(EventKind::EmailChangeUndone, reason, origin);
    audit::note_refused(app, event, now).await.map_err(Hindered::Unrecorded)?;
    done
}

async fn take_back(
    app: &Services,
    Found { user, all, at }: Found,
    origin: &Origin,
    now: DateTime<Utc>,
) -> Result<Option<String>, NotUndone> {
    let (id, address) = (user.id, all[at].address.clone());
    // Whoever has changed the address may know the password, and would be back before the person has chosen another one.
    let hash = match &user.password_hash {
        Some(_) => Some(app.passwords.hash(&Secret::new(app.entropy.token()), &*app.entropy).await?),
        None => None,
    };
    let back = User {
        email: Some(address.clone()),
        password_hash: hash.clone(),
        epoch: user.epoch + 1,
        ..user.clone()
    };
    let reset = hash.as_ref().map(|_| resetting::Link::of(app, &back));
    let token = reset.as_ref().map(|reset| reset.token.clone());
    let letter = AddressRestored { sign_in: app.issuer.join("/sign-in") };
    let notice = moving::notice(app, &user, &letter, notices::words_of(&user), now)?;
    let event = AuditEvent {
        actor: Actor::Person(id),
        user_id: Some(id),
        identifier: Some(address.clone()),
        reason: Some("by a link in a mail".to_owned()),
        ..AuditEvent::of(EventKind::EmailChangeUndone, origin)
    };
    let event = audit::prepare(event, &*app.entropy, now);
    let without_passkeys = AuditEvent {
        actor: Actor::Person(id),
        user_id: Some(id),
        reason: Some("set up since the change that was taken back".to_owned()),
        detail: Some(json!({"factor": FactorKind::Passkey.as_str()})),
        ..AuditEvent::of(EventKind::MfaRemoved, origin)
    };
    let without_passkeys = audit::prepare(without_passkeys, &*app.entropy, now);
    let since = from_millis(all[at].changed_at) - MARGIN;
    let (marks, name) = (marks(app).await?, canonical_name(&address).unwrap_or_default());
    let (pending, until) = (Pending::of(app), moving::held_until(app, now));
    let after = all[..at].to_vec();
    let undone = app.db.write(async move |tx: &Transaction| {
        let before = users::names_of(tx, id).await?;
        if !users::change_address(tx, &user, &address, now).await?
            || !replace(tx, id, (&all, &after), now).await?
        {
            return Err(Undone::Over);
        }
        if freed_names::is_held(tx, marks.of(&name, id), now).await? {
            return Err(Undone::Store(StoreError::Conflict("login_name".to_owned())));
        }
        let is_ended = match (&hash, &reset) {
            (Some(hash), Some(reset)) => {
                reset.put(tx, now).await?;
                users::reset_password(tx, id, user.epoch, hash, now).await?
            }
            _ => users::raise_epoch(tx, id, user.epoch).await?,
        };
        if !is_ended {
            return Err(Undone::Over);
        }
        if passkeys::delete_since(tx, id, since).await? {
            factors::tidy(tx, id).await?;
            auth_events::insert(tx, &without_passkeys).await?;
        }
        pending.forget(tx, id, now).await?;
        moving::hold_freed(tx, &marks, (id, &before), until).await?;
        if let Some(notice) = &notice {
            mails::insert(tx, notice).await?;
        }
        auth_events::insert(tx, &event).await?;
        Ok(())
    });
    match undone.await {
        Ok(()) => Ok(token),
        Err(Undone::Over) => Err(NotUndone::Over),
        Err(Undone::Store(StoreError::Conflict(_))) => Err(NotUndone::Taken),
        Err(Undone::Store(error)) => Err(error.into()),
    }
}
