//! Setting up an authenticator app: a secret is shown, and counts once a code of it was right.
//!
//! Until then it lies sealed on a shelf, under what began it: a session, or a sign-in that waits for it. Afterwards nothing
//! shows it again.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::attempt::{self, FactorDenied};
use super::backup_code;
use super::totp::{self, SECRET_BYTES};
use super::{Authenticated, FirstFactor};
use crate::app::Services;
use crate::audit;
use crate::ephemeral::shelf::Shelf;
use crate::ephemeral::shelves;
use crate::mail::letters::FactorChange;
use crate::mail::notices;
use crate::model::audit_event::{AuditEvent, EventKind, Origin};
use crate::model::factor::FactorKind;
use crate::model::user::User;
use crate::sealing::place::Place;
use crate::secret::Secret;
use crate::store::{StoreError, auth_events, backup_codes, factors, mails, remembered_devices, totp as rows};

/// How long the secret waits for its first code.
pub const LIFE: TimeDelta = TimeDelta::minutes(10);

const SHELF: Shelf<Pending> = shelves::totp_enrolments(LIFE);

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Pending {
    user_id: Uuid,
    sealed_secret: Vec<u8>,
}

/// An app that was set up.
#[derive(Debug)]
pub struct Enrolled {
    /// The person, who has shown a second factor with its first code.
    pub who: Authenticated,
    /// The codes for the day it is gone, where there were none. They are shown now or never.
    pub backup_codes: Vec<Secret>,
}

/// A fresh secret, unless one waits here already. `owner` is what it belongs to: a session or a half sign-in.
async fn begin(app: &Services, owner: &str, user: Uuid) -> Result<(), StoreError> {
    let now = app.clock.now();
    let secret = Zeroizing::new(app.entropy.bytes::<SECRET_BYTES>());
    let sealed_secret = waiting_place(user, |place| app.sealer.seal(&*app.entropy, place, &*secret));
    let (owner, pending) = (owner.to_owned(), Pending { user_id: user, sealed_secret });
    app.db.write(async move |tx| SHELF.put_new(tx, &[&owner], &pending, now).await.map(drop)).await
}

/// The secret that waits for its first code.
pub async fn secret(
    app: &Services,
    owner: &str,
    user: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
    let pending = SHELF.read(app.db.reader(), &[owner], now).await?.filter(|found| found.user_id == user);
    let Some(pending) = pending else { return Ok(None) };
    // Of another master key: it begins anew.
    Ok(waiting_place(user, |place| app.sealer.open(place, &pending.sealed_secret)).ok())
}

/// The secret that waits for its first code; a fresh one where none does.
pub async fn pending(app: &Services, owner: &str, user: Uuid) -> Result<Zeroizing<Vec<u8>>, StoreError> {
    let now = app.clock.now();
    if let Some(secret) = secret(app, owner, user, now).await? {
        return Ok(secret);
    }
    begin(app, owner, user).await?;
    let secret = secret(app, owner, user, now).await?;
    secret.ok_or_else(|| StoreError::corrupt("kept_record", &user, "the secret is gone again"))
}

/// The first code: if it is right the app counts from now on.
pub async fn confirm(
    app: &Services,
    first: &FirstFactor,
    owner: &str,
    typed: &Secret,
    origin: &Origin,
) -> Result<Enrolled, FactorDenied> {
    let confirmed = try_confirm(app, first, owner, typed, origin).await;
    attempt::count(app, &confirmed);
    confirmed
}

async fn try_confirm(
    app: &Services,
    first: &FirstFactor,
    owner: &str,
    typed: &Secret,
    origin: &Origin,
) -> Result<Enrolled, FactorDenied> {
    let now = app.clock.now();
    let user = first.user();
    let reservation = attempt::reserve(app, user, FactorKind::Totp, (origin, now)).await?;
    let secret = secret(app, owner, user.id, now).await?;
    let step = secret.as_ref().and_then(|secret| totp::step_of(secret, typed.expose(), now));
    let (Some(secret), Some(step)) = (secret, step) else {
        let reason = "the first code is wrong";
        let who = (user, FactorKind::Totp);
        attempt::note_failure(app, EventKind::MfaFailed, reason, who, (origin, now)).await?;
        return Err(FactorDenied::Wrong);
    };
    let Some(backup_codes) = keep(app, user, owner, (&secret, step), (origin, now)).await? else {
        return Err(FactorDenied::Wrong);
    };
    attempt::release(app, reservation, now).await?;
    Ok(Enrolled { who: Authenticated::with_second(first, &["otp"], now), backup_codes })
}

/// One transaction: the waiting secret goes, the app and its backup codes come. `None` when another form was quicker.
async fn keep(
    app: &Services,
    user: &User,
    owner: &str,
    (secret, step): (&[u8], i64),
    (origin, now): (&Origin, DateTime<Utc>),
) -> Result<Option<Vec<Secret>>, FactorDenied> {
    let id = user.id;
    let notice = notices::of_factor(app, user, FactorChange::AppAdded, now)?;
    let sealed = totp::with_place(id, |place| app.sealer.seal(&*app.entropy, place, secret));
    let (shown, digests) = backup_code::fresh_set(app, id).await?;
    let event = attempt::event(AuditEvent::of(EventKind::MfaEnrolled, origin), user, FactorKind::Totp);
    let (recorded, owner) = (audit::prepare(event, &*app.entropy, now), owner.to_owned());
    let kept = app.db.write(async move |tx| {
        if SHELF.claim(tx, &[&owner], now).await?.is_none() {
            return Ok(None);
        }
        // Whoever has codes from another factor keeps them.
        let held = factors::held(tx, id).await?;
        let has_codes = held.backup_codes > 0;
        if !held.is_any() {
            remembered_devices::delete_all(tx, id).await?;
        }
        if !rows::insert(tx, id, sealed, step, now).await? {
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

fn waiting_place<T>(user: Uuid, then: impl FnOnce(&Place<'_>) -> T) -> T {
    then(&Place { table: "kept_record", column: "totp", row: &user.to_string() })
}
