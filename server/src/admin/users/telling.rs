//! What a person is told by mail when an operator changes how they sign in.

use chrono::{DateTime, Utc};

use crate::admin::{AdminError, Office};
use crate::mail::Letter;
use crate::mail::letters::{Change, FactorChange, FactorChanged, PasswordChanged};
use crate::mail::notices;
use crate::mail::outbox::{Addressee, Stationery};
use crate::model::mail::Mail;
use crate::model::user::User;

/// That the operator has set a password.
pub(super) fn of_password(
    office: &Office,
    user: &User,
    now: DateTime<Utc>,
) -> Result<Option<Mail>, AdminError> {
    letter(office, user, now, |stationery| {
        let change = Change { by_operator: true, ends: true };
        Box::new(PasswordChanged { change, forgot: stationery.issuer.join("/forgot") })
    })
}

/// That the operator has removed every second factor.
pub(super) fn of_factors(
    office: &Office,
    user: &User,
    now: DateTime<Utc>,
) -> Result<Option<Mail>, AdminError> {
    letter(office, user, now, |stationery| {
        let security = stationery.issuer.join("/account/security");
        Box::new(FactorChanged { what: FactorChange::AllRemoved, security })
    })
}

/// None where no mail is sent, or the person has no proven address.
fn letter(
    office: &Office,
    user: &User,
    now: DateTime<Utc>,
    write: impl FnOnce(&Stationery) -> Box<dyn Letter>,
) -> Result<Option<Mail>, AdminError> {
    let (Some(stationery), Some(address)) =
        (&office.stationery, user.email.as_deref().filter(|_| user.email_verified))
    else {
        return Ok(None);
    };
    let to = Addressee { address, user_id: Some(user.id), words: notices::words_of(user) };
    Ok(Some(stationery.put_in(&*write(stationery), to, notices::LIFE, now)?))
}
