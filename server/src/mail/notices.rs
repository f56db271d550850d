//! Letters that tell a person of a change to how they sign in, at the address that they have proven, in their language.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::letters::{FactorChange, FactorChanged};
use super::outbox::{self, Addressee, OutboxError};
use super::{Letter, is_offered};
use crate::app::Services;
use crate::model::mail::Mail;
use crate::model::user::User;
use crate::words::{Locale, Words, choose};

/// A notice is worth sending for so long.
pub const LIFE: TimeDelta = TimeDelta::days(3);

/// The language in which the person is written to, where no page of theirs says it.
pub fn words_of(user: &User) -> Words {
    words_of_or(user, Words::of(Locale::English))
}

/// The language that the person has chosen, or else `otherwise`.
pub fn words_of_or(user: &User, otherwise: Words) -> Words {
    let locale = user.profile.get("locale").and_then(Value::as_str);
    Words::of(choose(locale, Some(otherwise.locale().tag())))
}

/// The letter about a second factor; none where there is no proven address.
///
/// # Errors
/// When it cannot be written.
pub fn of_factor(
    app: &Services,
    user: &User,
    what: FactorChange,
    now: DateTime<Utc>,
) -> Result<Option<Mail>, OutboxError> {
    to_person(app, user, &FactorChanged { what, security: app.issuer.join("/account/security") }, now)
}

/// A letter to the person at their proven address; none where there is no such address, or no mail.
///
/// # Errors
/// When it cannot be written.
pub fn to_person(
    app: &Services,
    user: &User,
    letter: &dyn Letter,
    now: DateTime<Utc>,
) -> Result<Option<Mail>, OutboxError> {
    let address = user.email.as_deref().filter(|_| user.email_verified && is_offered(app));
    let Some(address) = address else { return Ok(None) };
    let to = Addressee { address, user_id: Some(user.id), words: words_of(user) };
    outbox::put_in(app, letter, to, LIFE, now).map(Some)
}
