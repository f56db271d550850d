//! What passkeys are for: a second factor beside the password, or all that is needed to sign in.

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use serde_json::json;

use super::attempt::{self, FactorDenied};
use super::known_device::KnownDevice;
use super::passkey::{self, Made, Refused, Shown};
use super::{Authenticated, Factor, FirstFactor, Judged, Proof, Use, risk};
use crate::app::Services;
use crate::audit;
use crate::mail::letters::FactorChange;
use crate::mail::notices;
use crate::metrics::sign_ins;
use crate::model::audit_event::{AuditEvent, EventKind, Origin};
use crate::model::authentication::Authentication;
use crate::model::factor::FactorKind;
use crate::model::user::{User, UserStatus};
use crate::protocol::error::OAuthError;
use crate::secret::Secret;
use crate::store::passkeys::{self, StoredPasskey};
use crate::store::{StoreError, auth_events, backup_codes, factors, mails, remembered_devices, users};

/// RFC 8176: proof of possession of a key.
const AMR: &str = "pop";
/// How many one person may have.
pub const MOST: usize = 20;
/// Characters of a label.
pub const LONGEST_LABEL: usize = 60;

/// The factor.
#[derive(Debug)]
pub struct PasskeyFactor;

#[async_trait]
impl Factor for PasskeyFactor {
    fn kind(&self) -> FactorKind {
        FactorKind::Passkey
    }

    fn amr(&self) -> &'static str {
        AMR
    }

    async fn judge(
        &self,
        app: &Services,
        user: &User,
        proof: &Proof,
        now: DateTime<Utc>,
    ) -> Result<Judged, StoreError> {
        let Proof::Passkey { owner, state, answer } = proof else {
            return Ok(Judged::Wrong("no passkey was shown"));
        };
        match passkey::finish_showing(app, owner, user.id, (state, answer), now).await {
            Ok(shown) => Ok(Judged::Right(used(shown))),
            Err(Refused::Because(reason)) => Ok(Judged::Wrong(reason)),
            Err(Refused::Store(error)) => Err(error),
        }
    }
}

fn used(shown: Shown) -> Use {
    Use::Passkey {
        id: shown.before.id,
        counter_before: shown.before.counter,
        counter: i64::from(shown.counter),
        credential: shown.credential,
    }
}

/// Signs in with a passkey alone: the device and what unlocks it are two factors.
///
/// `Ok(None)` where it counts for nothing; why, the audit log knows.
pub async fn sign_in(
    app: &Services,
    owner: &str,
    answer: (&str, &str),
    device: Option<&KnownDevice>,
    origin: &Origin,
) -> Result<Option<Authenticated>, OAuthError> {
    let now = app.clock.now();
    let refused = match passkey::finish_signing_in(app, owner, answer, now).await {
        Ok(shown) => match accept(app, shown, device, (origin, now)).await? {
            Ok(who) => {
                app.metrics.sign_ins.count(sign_ins::Outcome::Success);
                return Ok(Some(who));
            }
            Err(reason) => reason,
        },
        Err(Refused::Because(reason)) => reason,
        Err(Refused::Store(error)) => return Err(error.into()),
    };
    app.metrics.sign_ins.count(sign_ins::Outcome::Wrong);
    // Nothing is guessed here, and anybody can try: what is recorded is bounded.
    audit::note_refused(app, AuditEvent::refused(EventKind::LoginFailed, refused, origin), now).await?;
    Ok(None)
}

async fn accept(
    app: &Services,
    shown: Shown,
    device: Option<&KnownDevice>,
    (origin, now): (&Origin, DateTime<Utc>),
) -> Result<Result<Authenticated, &'static str>, StoreError> {
    let user = users::find(app.db.reader(), shown.before.user_id).await?;
    let Some(user) = user.filter(|user| user.status == UserStatus::Active) else {
        return Ok(Err("the account may not be used"));
    };
    let is_known = match device {
        Some(device) => device.counted_as(app, &user).await?.is_some(),
        None => false,
    };
    // Told, and no more: whoever holds the passkey and what unlocks it is asked for nothing else.
    let risk = risk::assess(app, &user, origin, (is_known, 0), now).await?;
    let event = attempt::event(AuditEvent::of(EventKind::MfaVerified, origin), &user, FactorKind::Passkey);
    let (recorded, used) = (audit::prepare(event, &*app.entropy, now), used(shown));
    let written = app.db.write(async move |tx| {
        let is_won = used.claim(tx, now).await?;
        if is_won {
            auth_events::insert(tx, &recorded).await?;
        }
        Ok::<_, StoreError>(is_won)
    });
    if !written.await? {
        return Ok(Err("the passkey was used somewhere else in the same moment"));
    }
    let authentication = Authentication::single(AMR, now).with_second(&[], now);
    Ok(Ok(Authenticated { user, authentication, risk }))
}

/// A passkey that was added.
#[derive(Debug)]
pub struct Added {
    /// Its id.
    pub id: Vec<u8>,
    /// The codes for the day it is gone, where there were none. They are shown now or never.
    pub backup_codes: Vec<Secret>,
    /// The person, who has shown a second factor by making it.
    pub who: Authenticated,
}

/// Adds the passkey that the browser has made.
pub async fn add(
    app: &Services,
    first: &FirstFactor,
    owner: &str,
    answer: (&str, &str),
    (label, origin): (&str, &Origin),
) -> Result<Added, FactorDenied> {
    let now = app.clock.now();
    let made = match passkey::finish_making(app, owner, answer, now).await {
        Ok(made) => made,
        Err(Refused::Store(error)) => return Err(error.into()),
        Err(Refused::Because(reason)) => {
            let who = (first.user(), FactorKind::Passkey);
            attempt::note_failure(app, EventKind::MfaFailed, reason, who, (origin, now)).await?;
            return Err(FactorDenied::Wrong);
        }
    };
    let id = made.id.clone();
    let kept = keep(app, first.user(), made, label, (origin, now)).await?;
    let backup_codes = kept.ok_or(FactorDenied::Wrong)?;
    Ok(Added { id, backup_codes, who: Authenticated::with_second(first, &[AMR], now) })
}

/// One transaction: the passkey and, where there were none, its backup codes. `None` when it is somebody's already.
async fn keep(
    app: &Services,
    user: &User,
    made: Made,
    label: &str,
    (origin, now): (&Origin, DateTime<Utc>),
) -> Result<Option<Vec<Secret>>, FactorDenied> {
    let id = user.id;
    let notice = notices::of_factor(app, user, FactorChange::PasskeyAdded, now)?;
    let (shown, digests) = super::backup_code::fresh_set(app, id).await?;
    let event = attempt::event(AuditEvent::of(EventKind::MfaEnrolled, origin), user, FactorKind::Passkey);
    let recorded = audit::prepare(event, &*app.entropy, now);
    let new = StoredPasskey {
        id: made.id,
        user_id: id,
        credential: made.credential,
        counter: 0,
        label: cut(label),
        transports: made.transports.join(" "),
        created_at: now,
        last_used_at: None,
    };
    let kept = app.db.write(async move |tx| {
        let held = factors::held(tx, id).await?;
        let has_codes = held.backup_codes > 0;
        // A device that was remembered before there was a factor has not shown it.
        if !held.is_any() {
            remembered_devices::delete_all(tx, id).await?;
        }
        if passkeys::of(tx, id).await?.len() >= MOST || !passkeys::insert(tx, new).await? {
            return Ok(None);
        }
        if !has_codes {
            backup_codes::replace(tx, id, digests, now).await?;
        }
        if let Some(notice) = &notice {
            mails::insert(tx, notice).await?;
        }
        auth_events::insert(tx, &recorded).await?;
        Ok::<_, StoreError>(Some(has_codes))
    });
    Ok(kept.await?.map(|has_codes| if has_codes { Vec::new() } else { shown }))
}

/// A label as it is kept: one line, so long at most.
pub fn cut(label: &str) -> String {
    let kept: String = label.trim().chars().filter(|c| !c.is_control()).take(LONGEST_LABEL).collect();
    if kept.is_empty() { "Passkey".to_owned() } else { kept }
}

/// A passkey's id as addresses, forms and answers have it.
pub fn named(id: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(id)
}

/// The id that one of these names.
pub fn id_of(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// What is told of a passkey in the audit log.
pub fn detail() -> serde_json::Value {
    json!({"factor": FactorKind::Passkey.as_str()})
}
