//! A forgotten password: a mail with a link that sets a new one, once.
//!
//! What is kept lies under the account, so that a newer request takes the place of an older one. A link counts for the
//! account as it was when the mail was written: whatever changes password, address or status ends it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Hindered, limits, may_reset};
use crate::app::Services;
use crate::audit;
use crate::authn::password_rules::{self, Broken};
use crate::ephemeral::shelf::Shelf;
use crate::ephemeral::shelves;
use crate::mail::letters::{Change, PasswordChanged, ResetPassword};
use crate::mail::notices;
use crate::mail::outbox::{self, Addressee};
use crate::metrics::limits::LimitName;
use crate::model::audit_event::{Actor, AuditEvent, EventKind, Origin};
use crate::model::mail::Mail;
use crate::model::user::{User, UserStatus, canonical_name};
use crate::secret::{Secret, digest, same};
use crate::store::{StoreError, Transaction, auth_events, mails, users};
use crate::words::Words;

/// What is kept of a request.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Kept {
    /// SHA-256 of the link's second part.
    link: [u8; 32],
    /// SHA-256 of what the account was then.
    state: [u8; 32],
}

/// Why no password was set.
#[derive(Debug)]
pub enum Unset {
    /// The link is used, old, unknown, or the account has changed since.
    Over,
    /// The password breaks rules.
    Broken(Vec<Broken>),
    /// It is nobody's typing.
    Hindered(Hindered),
}

impl<E: Into<Hindered>> From<E> for Unset {
    fn from(error: E) -> Self {
        Self::Hindered(error.into())
    }
}

fn shelf(app: &Services) -> Shelf<Kept> {
    shelves::resets(app.config.accounts.reset)
}

/// Asks for a mail. The answer is the same for every name, after the same work.
///
/// # Errors
/// What stands in the way of everybody.
pub async fn ask(app: &Services, typed: &str, words: Words, origin: &Origin) -> Result<(), Hindered> {
    if !may_reset(app) {
        return Err(Hindered::NotOffered);
    }
    let now = app.clock.now();
    let config = &app.config.limits;
    let refused = AuditEvent::of(EventKind::PasswordResetRequested, origin);
    limits::count(app, (LimitName::Ask, config.ask), &[&origin.source()], refused, now).await?;
    let user = users::find_by_name(app.db.reader(), typed).await?;
    let key =
        user.as_ref().map_or_else(|| canonical_name(typed).unwrap_or_default(), |user| user.id.to_string());
    let within = limits::allows(app, (LimitName::Reset, config.reset), &[&key], now).await?;
    let verdict = if within { judged(user.as_ref()) } else { Err("limits.reset was reached") };
    // Nobody's account, for a name that gets no mail: the same is done for it, and lies where no link leads.
    let (id, token) =
        (user.as_ref().map_or_else(|| app.entropy.row_id(now), |user| user.id), app.entropy.token());
    let state = user.as_ref().map_or([0; 32], state_of);
    let mail = letter(app, id, &token, (user.as_ref(), words), now)?;
    let event = AuditEvent {
        user_id: user.as_ref().map(|user| user.id),
        identifier: Some(typed.to_owned()),
        ..match verdict {
            Ok(()) => AuditEvent::of(EventKind::PasswordResetRequested, origin),
            Err(reason) => AuditEvent::refused(EventKind::PasswordResetRequested, reason, origin),
        }
    };
    let event = audit::prepare(event, &*app.entropy, now);
    let (shelf, kept) = (shelf(app), Kept { link: digest(token.as_bytes()), state });
    let key = if verdict.is_ok() { id.to_string() } else { app.entropy.token() };
    let decoy = app.entropy.token();
    let written: Result<(), StoreError> = app
        .db
        .write(async move |tx| {
            shelf.put(tx, &[&key], &kept, now).await?;
            if verdict.is_ok() {
                mails::insert(tx, &mail).await?;
            } else {
                shelf.put(tx, &[&decoy], &kept, now).await?;
            }
            auth_events::insert(tx, &event).await
        })
        .await;
    Ok(written?)
}

/// Whether the account gets a mail: it is in use, has a password, and its address is proven. A mail to an address that nobody
/// has proven would give the account to whoever reads there.
fn judged(user: Option<&User>) -> Result<(), &'static str> {
    match user {
        None => Err("unknown name"),
        Some(user) if user.status != UserStatus::Active => Err(user.status.as_str()),
        Some(user) if user.email.is_none() || !user.email_verified => Err("no proven address"),
        Some(user) if user.password_hash.is_none() => Err("the account has no password"),
        Some(_) => Ok(()),
    }
}

/// What a link counts for: whatever changes the password, the address or the status ends it, and so does "everywhere".
pub(super) fn state_of(user: &User) -> [u8; 32] {
    let hash = user.password_hash.as_ref().map(Secret::expose).unwrap_or_default();
    let email = user.email.as_deref().unwrap_or_default();
    digest(format!("{}\n{}\n{email}\n{hash}", user.epoch, user.status.as_str()).as_bytes())
}

fn letter(
    app: &Services,
    id: Uuid,
    token: &str,
    (user, words): (Option<&User>, Words),
    now: DateTime<Utc>,
) -> Result<Mail, Hindered> {
    let life = app.config.accounts.reset;
    let token = format!("{}.{token}", URL_SAFE_NO_PAD.encode(id.as_bytes()));
    let letter = ResetPassword { link: app.issuer.join(&format!("/reset?token={token}")), life };
    let address = user.and_then(|user| user.email.as_deref()).unwrap_or_default();
    let to = Addressee { address, user_id: Some(id), words };
    Ok(outbox::put_in(app, &letter, to, life, now)?)
}

/// A link for whoever has proved otherwise that the mailbox is theirs.
#[derive(Debug)]
pub(super) struct Link {
    /// What it carries.
    pub(super) token: String,
    id: Uuid,
    kept: Kept,
    shelf: Shelf<Kept>,
}

impl Link {
    /// For the account as it will be.
    pub(super) fn of(app: &Services, user: &User) -> Self {
        let secret = app.entropy.token();
        let kept = Kept { link: digest(secret.as_bytes()), state: state_of(user) };
        let token = format!("{}.{secret}", URL_SAFE_NO_PAD.encode(user.id.as_bytes()));
        Self { token, id: user.id, kept, shelf: shelf(app) }
    }

    /// Keeps it, in the place of an older one.
    pub(super) async fn put(&self, tx: &Transaction, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.shelf.put(tx, &[&self.id.to_string()], &self.kept, now).await
    }
}

/// A link that may still be used.
#[derive(Debug)]
struct Found {
    id: Uuid,
    user: User,
    secret: String,
}

/// Whose password a link sets, if it may still be used. Changes nothing.
///
/// # Errors
/// When the store fails.
pub async fn look(app: &Services, token: &str) -> Result<Option<User>, StoreError> {
    Ok(find(app, token, app.clock.now()).await?.map(|found| found.user))
}

async fn find(app: &Services, token: &str, now: DateTime<Utc>) -> Result<Option<Found>, StoreError> {
    let Some((id, secret)) = parts_of(token) else { return Ok(None) };
    let Some(kept) = shelf(app).read(app.db.reader(), &[&id.to_string()], now).await? else {
        return Ok(None);
    };
    let Some(user) = users::find(app.db.reader(), id).await? else { return Ok(None) };
    let counts = same(&kept.link, &digest(secret.as_bytes())) && same(&kept.state, &state_of(&user));
    Ok(counts.then(|| Found { id, user, secret: secret.to_owned() }))
}

/// Account and secret of a link's token.
pub(super) fn parts_of(token: &str) -> Option<(Uuid, &str)> {
    let (id, secret) = token.split_once('.').filter(|(_, secret)| secret.len() == 43)?;
    let id: [u8; 16] = URL_SAFE_NO_PAD.decode(id).ok()?.try_into().ok()?;
    Some((Uuid::from_bytes(id), secret))
}

/// Sets the password. The link is used up, everything that was signed in ends, and the person is told by mail.
///
/// # Errors
/// Why it was not set; the link then still counts, unless it is over.
pub async fn set(
    app: &Services,
    token: &str,
    password: &Secret,
    words: Words,
    origin: &Origin,
) -> Result<(), Unset> {
    let now = app.clock.now();
    let Some(Found { id, user, secret }) = find(app, token, now).await? else { return Err(Unset::Over) };
    let own = user.own_words().into_iter().chain([app.config.brand.name.clone()]).collect();
    let broken = password_rules::broken(app, password, own).await?;
    if !broken.is_empty() {
        return Err(Unset::Broken(broken));
    }
    let hash = app.passwords.hash(password, &*app.entropy).await?;
    let notice = notice(app, &user, Change { by_operator: false, ends: true }, words, now)?;
    let event = AuditEvent {
        actor: Actor::Person(id),
        user_id: Some(id),
        reason: Some("by a link in a mail".to_owned()),
        ..AuditEvent::of(EventKind::PasswordChanged, origin)
    };
    let event = audit::prepare(event, &*app.entropy, now);
    let (shelf, epoch) = (shelf(app), user.epoch);
    let done = app.db.write(async move |tx| {
        let claimed = shelf.claim(tx, &[&id.to_string()], now).await?;
        // A newer request may lie there by now: then nothing of this is kept.
        let is_this = claimed.is_some_and(|kept| same(&kept.link, &digest(secret.as_bytes())));
        let is_same = users::find(tx, id).await?.is_some_and(|found| state_of(&found) == state_of(&user));
        if !is_this || !is_same || !users::reset_password(tx, id, epoch, &hash, now).await? {
            return Err(Undone::Over);
        }
        if let Some(notice) = &notice {
            mails::insert(tx, notice).await?;
        }
        auth_events::insert(tx, &event).await?;
        Ok(())
    });
    match done.await {
        Ok(()) => Ok(()),
        Err(Undone::Over) => Err(Unset::Over),
        Err(Undone::Store(error)) => Err(error.into()),
    }
}

/// Why the transaction was rolled back.
#[derive(Debug)]
pub(super) enum Undone {
    Over,
    Store(StoreError),
}

impl From<StoreError> for Undone {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// The letter that tells of a new password; none where the account has no proven address.
pub(super) fn notice(
    app: &Services,
    user: &User,
    change: Change,
    words: Words,
    now: DateTime<Utc>,
) -> Result<Option<Mail>, Hindered> {
    let Some(address) = user.email.as_deref().filter(|_| user.email_verified) else { return Ok(None) };
    let to = Addressee { address, user_id: Some(user.id), words };
    let letter = PasswordChanged { change, forgot: app.issuer.join("/forgot") };
    Ok(Some(outbox::put_in(app, &letter, to, notices::LIFE, now)?))
}
