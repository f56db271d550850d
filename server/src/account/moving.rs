//! Another address: asked for by whoever has just signed in, proven where it is to lead, told where it led before.
//!
//! The old address stays until the new one is proven. The answer is the same whether the new one is somebody's or not: its
//! owner gets a letter, and nobody else learns of it. What is asked counts for the account as it was: a new password, another
//! address, a newer request or "everywhere" ends it.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::proving::{self, Fresh, Proving, Purpose};
use super::registering::grouped;
use super::resetting::{Undone, state_of};
use super::undoing::{self, Plan};
use super::verifying::{Proved, Unproven};
use super::{Hindered, Holder, address, limits, marks, may_reset};
use crate::app::Services;
use crate::audit;
use crate::authn::freed_names::Marks;
use crate::ephemeral::shelf::Shelf;
use crate::ephemeral::shelves;
use crate::mail::Letter;
use crate::mail::letters::{AddressChanged, AddressChanging, AddressHeld, AddressTaken, ConfirmChange};
use crate::mail::notices;
use crate::mail::outbox::{self, Addressee};
use crate::metrics::limits::LimitName;
use crate::model::audit_event::{Actor, AuditEvent, EventKind, Origin};
use crate::model::mail::Mail;
use crate::model::user::{User, canonical_name};
use crate::secret::{Secret, same};
use crate::store::{StoreError, Transaction, auth_events, freed_names, mails, users};
use crate::words::Words;

/// Why nothing was asked.
#[derive(Debug)]
pub enum Refused {
    /// The sign-in is too old, or showed one factor of two.
    NotFresh,
    /// No mail can be sent there, or the address is not for people.
    Wrong,
    /// It is the address of the account, and proven.
    Same,
    /// It is nobody's typing.
    Hindered(Hindered),
}

impl<E: Into<Hindered>> From<E> for Refused {
    fn from(error: E) -> Self {
        Self::Hindered(error.into())
    }
}

/// Which ticket counts for an account.
fn shelf(app: &Services) -> Shelf<String> {
    shelves::moves(app.config.accounts.verification)
}

/// Asks. The answer names what `browser` waits for: a ticket, to which the code or the link in the mail belongs.
///
/// # Errors
/// Why nothing was asked.
pub async fn ask(
    app: &Services,
    holder: &Holder,
    typed: &str,
    browser: &Secret,
    words: Words,
) -> Result<String, Refused> {
    if !may_reset(app) {
        return Err(Hindered::NotOffered.into());
    }
    if !holder.is_fresh(app).await? {
        return Err(Refused::NotFresh);
    }
    let now = holder.now;
    let Some(address) = address::deliverable(app, typed) else { return Err(Refused::Wrong) };
    let name = canonical_name(&address).unwrap_or_default();
    // From the row: what is asked counts for the account as it is.
    let user = users::find(app.db.reader(), holder.user.id).await?.ok_or(Refused::NotFresh)?;
    let is_own = user.email.as_deref().and_then(canonical_name).as_ref() == Some(&name);
    if is_own && user.email_verified {
        return Err(Refused::Same);
    }
    let (id, limit) = (user.id.to_string(), (LimitName::Mail, app.config.limits.mail));
    let event =
        AuditEvent { identifier: Some(address.clone()), ..holder.event(EventKind::EmailChangeRequested) };
    limits::count(app, limit, &["change of", &id], event, now).await?;
    let may_write = limits::allows(app, limit, &["change to", &name], now).await?;
    let owner = users::find_by_name(app.db.reader(), &name).await?.filter(|owner| owner.id != user.id);
    let mark = marks(app).await?.of(&name, user.id);
    let is_held = freed_names::is_held(app.db.reader(), mark, now).await?;
    let asked = Asked { app, user: &user, owner: owner.as_ref(), is_held, address: &address, words, now };
    Ok(asked.write(holder, browser, may_write).await?)
}

/// What was asked, and what is known of the address.
struct Asked<'a> {
    app: &'a Services,
    user: &'a User,
    owner: Option<&'a User>,
    /// Whether somebody else had it until a while ago.
    is_held: bool,
    address: &'a str,
    words: Words,
    now: DateTime<Utc>,
}

impl Asked<'_> {
    async fn write(&self, holder: &Holder, browser: &Secret, may_write: bool) -> Result<String, Hindered> {
        let (app, now) = (self.app, self.now);
        let purpose = match self.owner {
            Some(_) => Purpose::Nothing,
            None if self.is_held => Purpose::Nothing,
            None => Purpose::Change {
                user_id: self.user.id,
                state: state_of(self.user),
                session_id: holder.session_id,
            },
        };
        let Fresh { ticket, record, code, token } =
            Fresh::new(app, purpose, self.address, (browser, None), now);
        let mut letters: Vec<Mail> =
            self.notice(&AddressChanging { forgot: app.issuer.join("/forgot") })?.into_iter().collect();
        if may_write {
            letters.push(self.letter(&code, &token)?);
        }
        // The person reads their own events: this one says the same whoever has the address.
        let event = AuditEvent {
            identifier: Some(self.address.to_owned()),
            ..holder.event(EventKind::EmailChangeRequested)
        };
        let event = audit::prepare(event, &*app.entropy, now);
        let (pending, user, named) = (Pending::of(app), self.user.id, ticket.clone());
        // As much is written where the address has had its mails.
        let decoy = Some(app.entropy.token()).filter(|_| !may_write);
        let written: Result<(), StoreError> = app
            .db
            .write(async move |tx| {
                pending.forget(tx, user, now).await?;
                pending.records.put(tx, &[&named], &record, now).await?;
                pending.moves.put(tx, &[&user.to_string()], &named, now).await?;
                if let Some(decoy) = &decoy {
                    pending.records.put(tx, &[decoy], &record, now).await?;
                }
                for letter in &letters {
                    mails::insert(tx, letter).await?;
                }
                auth_events::insert(tx, &event).await
            })
            .await;
        written?;
        Ok(ticket)
    }

    /// To the new address, or to whoever has it.
    fn letter(&self, code: &str, token: &str) -> Result<Mail, Hindered> {
        let (app, life) = (self.app, self.app.config.accounts.verification);
        let (letter, user, address): (Box<dyn Letter>, _, _) = match self.owner {
            None if self.is_held => {
                let letter = AddressHeld { sign_in: app.issuer.join("/sign-in") };
                (Box::new(letter), self.user, self.address)
            }
            None => {
                let link = app.issuer.join(&format!("/verify/link?token={token}"));
                (Box::new(ConfirmChange { code: grouped(code), link, life }), self.user, self.address)
            }
            Some(owner) => {
                let letter = AddressTaken { sign_in: app.issuer.join("/sign-in") };
                (Box::new(letter), owner, owner.email.as_deref().unwrap_or(self.address))
            }
        };
        let to = Addressee { address, user_id: Some(user.id), words: self.words };
        Ok(outbox::put_in(app, &*letter, to, life, self.now)?)
    }

    fn notice(&self, letter: &dyn Letter) -> Result<Option<Mail>, Hindered> {
        notice(self.app, self.user, letter, self.words, self.now)
    }
}

/// To the address that the account has, if it is proven.
pub(super) fn notice(
    app: &Services,
    user: &User,
    letter: &dyn Letter,
    words: Words,
    now: DateTime<Utc>,
) -> Result<Option<Mail>, Hindered> {
    let Some(address) = user.email.as_deref().filter(|_| user.email_verified) else { return Ok(None) };
    let to = Addressee { address, user_id: Some(user.id), words };
    Ok(Some(outbox::put_in(app, letter, to, notices::LIFE, now)?))
}

/// Where a change of address that was asked for lies.
pub(super) struct Pending {
    records: Shelf<Proving>,
    moves: Shelf<String>,
}

impl Pending {
    /// Of this installation.
    pub(super) fn of(app: &Services) -> Self {
        Self { records: proving::shelf(app), moves: shelf(app) }
    }

    /// The address that this account has asked for, where that still waits for its proof.
    pub(super) async fn address(
        &self,
        app: &Services,
        user: Uuid,
        now: DateTime<Utc>,
    ) -> Result<Option<String>, StoreError> {
        let reader = app.db.reader();
        let Some(ticket) = self.moves.read(reader, &[&user.to_string()], now).await? else { return Ok(None) };
        Ok(self.records.read(reader, &[&ticket], now).await?.map(|record| record.address))
    }

    /// Takes back what this account has asked for.
    pub(super) async fn forget(
        &self,
        tx: &Transaction,
        user: Uuid,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        if let Some(ticket) = self.moves.claim(tx, &[&user.to_string()], now).await? {
            self.records.claim(tx, &[&ticket], now).await?;
        }
        Ok(())
    }
}

/// The new address is proven: the account has it from now on, in one transaction with all that tells of it. Whether somebody
/// else has it by now, nobody is told.
pub(super) async fn finish(
    app: &Services,
    ticket: &str,
    (id, state, address): (Uuid, [u8; 32], String),
    origin: &Origin,
    now: DateTime<Utc>,
) -> Result<Proved, Unproven> {
    let user = users::find(app.db.reader(), id).await?;
    let Some(user) = user.filter(|user| same(&state, &state_of(user))) else { return Err(Unproven::Over) };
    let undo = Plan::of(app, &user, &address, now).await?;
    let letter = AddressChanged { profile: app.issuer.join("/account/profile"), undo: undo.link.clone() };
    let notice = notice(app, &user, &letter, notices::words_of(&user), now)?;
    let event = AuditEvent {
        actor: Actor::Person(id),
        user_id: Some(id),
        identifier: Some(address.clone()),
        ..AuditEvent::of(EventKind::EmailChanged, origin)
    };
    let event = audit::prepare(event, &*app.entropy, now);
    let (records, moves, ticket) = (proving::shelf(app), shelf(app), ticket.to_owned());
    let (marks, name) = (marks(app).await?, canonical_name(&address).unwrap_or_default());
    let until = held_until(app, now);
    let moved = app.db.write(async move |tx: &Transaction| {
        // A newer request, or another proof of this one, was first.
        let is_claimed = records.claim(tx, &[&ticket], now).await?.is_some();
        let newest = moves.claim(tx, &[&id.to_string()], now).await?;
        let is_newest = newest.is_some_and(|newest| newest == ticket);
        let before = users::names_of(tx, id).await?;
        let is_same = users::find(tx, id).await?.is_some_and(|found| state_of(&found) == state);
        if !is_claimed || !is_newest || !is_same || !users::change_address(tx, &user, &address, now).await? {
            return Err(Undone::Over);
        }
        // After the name was taken: whoever freed it at the same moment was first, or waits for us.
        if freed_names::is_held(tx, marks.of(&name, id), now).await? {
            return Err(Undone::Over);
        }
        hold_freed(tx, &marks, (id, &before), until).await?;
        if !undo.write(tx, &marks, id, now).await? {
            return Err(Undone::Over);
        }
        if let Some(notice) = &notice {
            mails::insert(tx, notice).await?;
        }
        auth_events::insert(tx, &event).await?;
        Ok(())
    });
    match moved.await {
        Ok(()) => Ok(Proved::Moved),
        Err(Undone::Over | Undone::Store(StoreError::Conflict(_))) => Err(Unproven::Over),
        Err(Undone::Store(error)) => Err(error.into()),
    }
}

/// How long nobody else gets an address that an account has left: as long as the change can be taken back, at least.
pub(super) fn held_until(app: &Services, now: DateTime<Utc>) -> DateTime<Utc> {
    now + app.config.accounts.quarantine.unwrap_or(undoing::LIFE).max(undoing::LIFE)
}

/// Keeps the names from others that the account `id` signed in with `before`, and no longer does.
pub(super) async fn hold_freed(
    tx: &Transaction,
    marks: &Marks,
    (id, before): (Uuid, &[String]),
    until: DateTime<Utc>,
) -> Result<(), StoreError> {
    let after = users::names_of(tx, id).await?;
    for freed in before.iter().filter(|name| !after.contains(name)) {
        freed_names::hold(tx, marks.of(freed, id), until).await?;
    }
    Ok(())
}
