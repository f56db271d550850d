//! What a sign-in leaves behind besides its session, written with it: the event, where the person was, and a letter where the
//! device is new.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Authenticated;
use crate::app::Services;
use crate::audit;
use crate::device::Device;
use crate::mail;
use crate::mail::letters::NewDevice;
use crate::mail::notices;
use crate::mail::outbox::{self, Addressee, OutboxError};
use crate::model::audit_event::{Actor, AuditEvent, EventKind, Origin, Recorded};
use crate::model::mail::Mail;
use crate::model::place::{Place, address_told};
use crate::model::session::Session;
use crate::store::{StoreError, Transaction, auth_events, mails, sign_in_places};
use crate::words::Words;

/// What a sign-in leaves behind.
#[derive(Debug)]
pub struct Arrival {
    user_id: Uuid,
    event: Recorded,
    place: Option<Place>,
    letter: Option<Mail>,
}

impl Arrival {
    /// Of `who`, who begins or renews `session`. `event` holds what the way in has to say beyond that: the client, the family.
    /// `words` are the browser's; a person who has chosen a language is written to in that.
    ///
    /// # Errors
    /// When the letter cannot be written.
    pub fn of(
        app: &Services,
        (who, session): (&Authenticated, &Session),
        event: AuditEvent,
        words: Words,
        now: DateTime<Utc>,
    ) -> Result<Self, OutboxError> {
        let origin = event.origin.clone();
        let event = AuditEvent {
            actor: Actor::Person(session.user_id),
            user_id: Some(session.user_id),
            session_id: Some(session.id),
            risk: Some(who.risk().score()),
            ..event
        };
        Ok(Self {
            user_id: session.user_id,
            event: audit::prepare(event, &*app.entropy, now),
            letter: letter(app, who, &origin, words, now)?,
            place: origin.place,
        })
    }

    /// The event of a sign-in, as far as every way in tells the same.
    pub fn event(origin: &Origin) -> AuditEvent {
        AuditEvent::of(EventKind::LoginSuccess, origin)
    }

    /// Writes it.
    pub async fn write(&self, tx: &Transaction, now: DateTime<Utc>) -> Result<(), StoreError> {
        auth_events::insert(tx, &self.event).await?;
        if let Some(place) = &self.place {
            sign_in_places::note(tx, self.user_id, place, now).await?;
        }
        match &self.letter {
            Some(letter) => mails::insert(tx, letter).await,
            None => Ok(()),
        }
    }
}

/// To an address that is proven: anybody may have typed another one.
fn letter(
    app: &Services,
    who: &Authenticated,
    origin: &Origin,
    words: Words,
    now: DateTime<Utc>,
) -> Result<Option<Mail>, OutboxError> {
    let user = who.user();
    let is_told = who.risk().new_device && app.config.risk.notice && mail::is_offered(app);
    let Some(address) = user.email.as_deref().filter(|_| is_told && user.email_verified) else {
        return Ok(None);
    };
    let country = origin.place.as_ref().map(|place| place.country.as_str());
    let letter = NewDevice {
        device: origin.user_agent.as_deref().and_then(Device::of).map(|device| device.to_string()),
        from: address_told(origin.address.as_deref(), country),
        at: now,
        sessions: app.issuer.join("/account/sessions"),
        change_password: app.issuer.join("/change-password"),
    };
    let to = Addressee { address, user_id: Some(user.id), words: notices::words_of_or(user, words) };
    outbox::put_in(app, &letter, to, notices::LIFE, now).map(Some)
}
