//! A code by mail, for the day the second factor is not at hand: only where the operator allows it, and only beside a factor.
//!
//! What is kept is found by the half sign-in, whose id is nowhere at rest, and the code is hashed under that id: a stolen
//! database yields none. Mail alone opens nothing: whoever set the password by a link in a mail shows another factor.

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::attempt::{self, FactorDenied};
use super::{Factor, Judged, Proof, Use};
use crate::app::Services;
use crate::audit;
use crate::ephemeral::shelf::Shelf;
use crate::ephemeral::shelves;
use crate::ephemeral::throttle::{Limit, Verdict};
use crate::mail;
use crate::mail::letters::SignInCode;
use crate::mail::notices;
use crate::mail::outbox::{self, Addressee};
use crate::metrics::limits::LimitName;
use crate::model::audit_event::{AuditEvent, EventKind, Origin};
use crate::model::authentication::AMR_BY_MAIL;
use crate::model::factor::FactorKind;
use crate::model::user::User;
use crate::sealing::derive::derive;
use crate::secret::{digest, same};
use crate::store::{StoreError, Transaction, auth_events, mails};

/// How long a code counts.
pub const LIFE: TimeDelta = TimeDelta::minutes(10);

const SHELF: Shelf<Kept> = shelves::email_codes(LIFE);

/// What is kept of a code.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Kept {
    user_id: Uuid,
    /// The code under the id of the half sign-in.
    code: [u8; 32],
}

/// The factor.
#[derive(Debug)]
pub struct EmailCode;

#[async_trait]
impl Factor for EmailCode {
    fn kind(&self) -> FactorKind {
        FactorKind::EmailCode
    }

    /// RFC 8176 knows one-time passwords, however they come.
    fn amr(&self) -> &'static str {
        AMR_BY_MAIL
    }

    async fn judge(
        &self,
        app: &Services,
        user: &User,
        proof: &Proof,
        now: DateTime<Utc>,
    ) -> Result<Judged, StoreError> {
        let Proof::Mailed { owner, code } = proof else { return Ok(Judged::Wrong("no code was sent")) };
        if !is_offered(app, user) {
            return Ok(Judged::Wrong("codes by mail are not offered"));
        }
        let found = SHELF.read(app.db.reader(), &[owner], now).await?;
        let Some(kept) = found.filter(|kept| kept.user_id == user.id) else {
            return Ok(Judged::Wrong("no code was mailed, or it has ended"));
        };
        let typed = tag(owner, user.id, &digits(code.expose()));
        Ok(if same(&kept.code, &typed) {
            Judged::Right(Use::EmailCode { owner: owner.clone(), tag: typed })
        } else {
            Judged::Wrong("the code is wrong")
        })
    }
}

/// Whether a code may be mailed to this person.
pub fn is_offered(app: &Services, user: &User) -> bool {
    let has_address = user.email.is_some() && user.email_verified;
    app.config.mfa.email_code && mail::is_offered(app) && has_address && !user.password_by_mail
}

/// Whether a code was mailed for this half sign-in, and still counts.
///
/// # Errors
/// When the store fails.
pub async fn is_awaited(app: &Services, owner: &str, now: DateTime<Utc>) -> Result<bool, StoreError> {
    Ok(SHELF.read(app.db.reader(), &[owner], now).await?.is_some())
}

/// Mails a code to whoever has shown the first factor; an older one is worth nothing from then on. `owner` is their half
/// sign-in.
///
/// # Errors
/// `Limited` when it was asked too often, `Wrong` where it is not offered.
pub async fn send(app: &Services, user: &User, owner: &str, origin: &Origin) -> Result<(), FactorDenied> {
    let now = app.clock.now();
    let address = user.email.as_deref().filter(|_| is_offered(app, user)).ok_or(FactorDenied::Wrong)?;
    count(app, user, (origin, now)).await?;
    let code = format!("{:06}", u64::from_be_bytes(app.entropy.bytes()) % 1_000_000);
    let letter = SignInCode {
        code: format!("{} {}", &code[..3], &code[3..]),
        minutes: u32::try_from(LIFE.num_minutes()).unwrap_or_default(),
        forgot: app.issuer.join("/forgot"),
    };
    let to = Addressee { address, user_id: Some(user.id), words: notices::words_of(user) };
    let mail = outbox::put_in(app, &letter, to, LIFE, now)?;
    let event = attempt::event(AuditEvent::of(EventKind::MfaCodeSent, origin), user, FactorKind::EmailCode);
    let event = audit::prepare(event, &*app.entropy, now);
    let kept = Kept { user_id: user.id, code: tag(owner, user.id, &code) };
    let owner = owner.to_owned();
    let sent = app.db.write(async move |tx| {
        SHELF.put(tx, &[&owner], &kept, now).await?;
        mails::insert(tx, &mail).await?;
        auth_events::insert(tx, &event).await
    });
    Ok(sent.await?)
}

/// So many mails an hour, whichever sign-in asks for them. Who gets here has shown the first factor.
async fn count(
    app: &Services,
    user: &User,
    (origin, now): (&Origin, DateTime<Utc>),
) -> Result<(), FactorDenied> {
    let Some(rate) = app.config.limits.email_code.limit() else { return Ok(()) };
    let limit = Limit::of(LimitName::EmailCode, &[&user.id.to_string()], rate);
    match app.throttle.reserve(&[limit], now).await? {
        // Dropped, and so counted.
        Verdict::Allowed(_mail) => Ok(()),
        Verdict::Limited { retry_after } => {
            let (reason, of) = ("too many codes by mail", (user, FactorKind::EmailCode));
            attempt::note_failure(app, EventKind::LoginRateLimited, reason, of, (origin, now)).await?;
            Err(FactorDenied::Limited { retry_after })
        }
    }
}

/// Uses the code up; `false` where it was, or where a newer one lies there.
pub(super) async fn claim(
    tx: &Transaction,
    owner: &str,
    tag: [u8; 32],
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    Ok(SHELF.claim(tx, &[owner], now).await?.is_some_and(|kept| same(&kept.code, &tag)))
}

fn tag(owner: &str, user: Uuid, code: &str) -> [u8; 32] {
    let key = digest(format!("signet mailed code {owner}").as_bytes());
    *derive(&key, "signet mailed code v1", &[user.as_bytes(), code.as_bytes()])
}

/// Only the digits: people type codes in groups.
fn digits(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_digit).take(32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_of_another_sign_in_or_person_is_another() {
        let (ada, alan) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let one = tag("half", ada, &digits(" 123 456"));
        assert_eq!(one, tag("half", ada, "123456"));
        assert_ne!(one, tag("other", ada, "123456"));
        assert_ne!(one, tag("half", alan, "123456"));
    }
}
