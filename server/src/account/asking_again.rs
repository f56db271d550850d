//! Asking for the mail that proves an address once more, by whoever waits for it.
//!
//! The newest mail alone counts. As with the first, the answer is the same after the same work, whatever is known of the
//! address; what differs is what the mail says, and whether there is one.

use uuid::Uuid;

use super::proving::{self, Fresh, Proving, Purpose, shelf};
use super::registering::{Reader, mail, verify_letter};
use super::{Hindered, limits, may_reset};
use crate::app::Services;
use crate::audit;
use crate::mail::outbox::{self, Addressee};
use crate::metrics::limits::LimitName;
use crate::model::audit_event::{AuditEvent, EventKind, Origin};
use crate::model::user::{User, UserStatus, canonical_name};
use crate::secret::Secret;
use crate::store::{StoreError, auth_events, mails, users};
use crate::words::Words;

/// Why there is no mail.
#[derive(Debug)]
pub enum Unsent {
    /// What was waited for is done, old or unknown.
    Over,
    /// It is nobody's typing.
    Hindered(Hindered),
}

impl<E: Into<Hindered>> From<E> for Unsent {
    fn from(error: E) -> Self {
        Self::Hindered(error.into())
    }
}

/// Another mail for what `browser` waits for under `ticket`. Where the address has had its mails, nothing is sent and what was
/// sent before still counts; whoever asks does not learn of it.
///
/// # Errors
/// Why there is none.
pub async fn for_ticket(
    app: &Services,
    (ticket, browser): (&str, &Secret),
    words: Words,
    origin: &Origin,
) -> Result<(), Unsent> {
    let now = app.clock.now();
    let refused = AuditEvent::of(EventKind::EmailVerificationRequested, origin);
    limits::count(app, (LimitName::Ask, app.config.limits.ask), &[&origin.source()], refused, now).await?;
    let found = proving::find(app, ticket, now).await?;
    // A change of address is asked for anew, by whoever is signed in.
    let is_asked = |record: &Proving| !matches!(record.purpose, Purpose::Change { .. });
    let before = found.filter(|record| record.is_of(browser) && is_asked(record)).ok_or(Unsent::Over)?;
    let name = canonical_name(&before.address).unwrap_or_default();
    let may_write = limits::allows(app, (LimitName::Mail, app.config.limits.mail), &[&name], now).await?;
    // Looked for whatever it is, and of use only where nothing waits.
    let holder = users::find_by_name(app.db.reader(), &name).await?;
    let holder = holder.filter(|_| matches!(before.purpose, Purpose::Nothing));
    // To an address that nobody registers and nobody has there is nothing to say.
    let is_sent = may_write && (holder.is_some() || !matches!(before.purpose, Purpose::Nothing));
    let fresh = Fresh::again(app, ticket.to_owned(), before.clone(), browser, now);
    let user_id = about(&before, holder.as_ref());
    let reader = Reader { holder: holder.as_ref(), typed: &before.address, user_id, is_held: false };
    let mail = mail(app, reader, words, &fresh, now)?;
    let event = event(&before, user_id, may_write, origin);
    let event = audit::prepare(event, &*app.entropy, now);
    let shelf = shelf(app);
    // As much is written where nothing is to be done, and lies where nobody looks.
    let decoys = [app.entropy.token(), app.entropy.token()];
    let written = app.db.write(async move |tx| {
        if !may_write {
            shelf.put(tx, &[&decoys[0]], &fresh.record, now).await?;
        } else if !proving::replace(tx, &shelf, &fresh.ticket, (&before, &fresh.record), now).await? {
            // Somebody has tried a code or asked at the same moment: their record counts, and has its own mail.
            return Ok::<_, StoreError>(false);
        }
        if is_sent {
            mails::insert(tx, &mail).await?;
        } else {
            shelf.put(tx, &[&decoys[1]], &fresh.record, now).await?;
        }
        auth_events::insert(tx, &event).await?;
        Ok(true)
    });
    if written.await? { Ok(()) } else { Err(Hindered::Busy.into()) }
}

/// Whom it is about: who has the address, or who will.
fn about(record: &Proving, holder: Option<&User>) -> Option<Uuid> {
    match record.purpose {
        Purpose::Confirm { user_id, .. } | Purpose::Change { user_id, .. } => Some(user_id),
        Purpose::Register { id, .. } => id,
        Purpose::Nothing => holder.map(|holder| holder.id),
    }
}

fn event(record: &Proving, user_id: Option<Uuid>, may_write: bool, origin: &Origin) -> AuditEvent {
    let kind = EventKind::EmailVerificationRequested;
    AuditEvent {
        user_id,
        identifier: Some(record.address.clone()),
        ..match (may_write, &record.purpose) {
            (false, _) => AuditEvent::refused(kind, "limits.mail was reached", origin),
            (true, Purpose::Nothing) => AuditEvent::refused(kind, "the address has an account", origin),
            (true, _) => AuditEvent::of(kind, origin),
        }
    }
}

/// A mail to the address of an account that waits for its proof, asked for by whoever knows the address. The answer names what
/// the code in the mail belongs to; the proof takes the password of the account too. Of any other address nothing comes of it.
///
/// # Errors
/// What stands in the way of everybody.
pub async fn for_address(
    app: &Services,
    typed: &str,
    browser: &Secret,
    words: Words,
    origin: &Origin,
) -> Result<String, Hindered> {
    if !may_reset(app) {
        return Err(Hindered::NotOffered);
    }
    let now = app.clock.now();
    let refused = AuditEvent::of(EventKind::EmailVerificationRequested, origin);
    limits::count(app, (LimitName::Ask, app.config.limits.ask), &[&origin.source()], refused, now).await?;
    let name = canonical_name(typed).unwrap_or_default();
    let may_write = limits::allows(app, (LimitName::Mail, app.config.limits.mail), &[&name], now).await?;
    let found = users::find_by_name(app.db.reader(), &name).await?;
    let waiting = found.filter(|user| user.status == UserStatus::PendingVerification);
    let address = waiting.as_ref().and_then(|user| user.email.clone());
    let purpose = match &waiting {
        Some(user) if address.is_some() => Purpose::Confirm { user_id: user.id, asks_password: true },
        _ => Purpose::Nothing,
    };
    let is_sent = may_write && matches!(purpose, Purpose::Confirm { .. });
    let address = address.unwrap_or_else(|| typed.to_owned());
    let fresh = Fresh::new(app, purpose, &address, (browser, None), now);
    let to = Addressee { address: &address, user_id: waiting.as_ref().map(|user| user.id), words };
    let life = app.config.accounts.verification;
    let mail = outbox::put_in(app, &verify_letter(app, &fresh), to, life, now)?;
    let kind = EventKind::EmailVerificationRequested;
    let event = AuditEvent {
        user_id: waiting.as_ref().map(|user| user.id),
        identifier: Some(typed.to_owned()),
        ..match (may_write, is_sent) {
            (false, _) => AuditEvent::refused(kind, "limits.mail was reached", origin),
            (true, false) => AuditEvent::refused(kind, "no account waits for this proof", origin),
            (true, true) => AuditEvent::of(kind, origin),
        }
    };
    let event = audit::prepare(event, &*app.entropy, now);
    let mail = Some(mail).filter(|_| is_sent);
    Ok(proving::keep(app, fresh, (mail, event), now).await?)
}
