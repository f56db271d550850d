//! One try of a second factor: counted before it is judged, used up by one write, told in one event.
//!
//! The count stands for the person and the kind of factor, wherever the try comes from: a new sign-in, another address or
//! another instance begin no new count. Only who has shown the first factor gets here, so that no stranger can spend it.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Authenticated, FirstFactor, Judged, Proof, Use, find};
use crate::app::Services;
use crate::audit;
use crate::ephemeral::lossy::LossyError;
use crate::ephemeral::throttle::{Limit, Reservation, Verdict};
use crate::mail::letters::FactorChange;
use crate::mail::notices;
use crate::mail::outbox::OutboxError;
use crate::metrics::limits::LimitName;
use crate::metrics::second_factors::Outcome as Counted;
use crate::model::audit_event::{Actor, AuditEvent, EventKind, Origin, Outcome};
use crate::model::factor::FactorKind;
use crate::model::user::User;
use crate::store::{StoreError, auth_events, mails, users};

/// Why a second factor was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum FactorDenied {
    /// It is wrong, or was used before. Nobody is told which.
    #[error("the second factor is wrong")]
    Wrong,
    /// Too many failures.
    #[error("too many failed attempts")]
    Limited {
        /// How long to wait.
        retry_after: TimeDelta,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The counts failed.
    #[error(transparent)]
    Counts(#[from] LossyError),
    /// The letter that tells of it could not be written.
    #[error(transparent)]
    Letter(#[from] OutboxError),
}

/// Accepts a second factor beside the first, or says why not.
pub async fn verify(
    app: &Services,
    first: &FirstFactor,
    kind: FactorKind,
    proof: &Proof,
    origin: &Origin,
) -> Result<Authenticated, FactorDenied> {
    let verified = try_verify(app, first, kind, proof, origin).await;
    count(app, &verified);
    verified
}

async fn try_verify(
    app: &Services,
    first: &FirstFactor,
    kind: FactorKind,
    proof: &Proof,
    origin: &Origin,
) -> Result<Authenticated, FactorDenied> {
    let now = app.clock.now();
    let user = first.user();
    let reservation = reserve(app, user, kind, (origin, now)).await?;
    let Some(factor) = find(kind) else { return Err(FactorDenied::Wrong) };
    match factor.judge(app, user, proof, now).await? {
        Judged::Wrong(reason) => {
            note_failure(app, EventKind::MfaFailed, reason, (user, kind), (origin, now)).await?;
            Err(FactorDenied::Wrong)
        }
        Judged::Right(used) => {
            if !use_up(app, used, (user, kind), (origin, now)).await? {
                // Only of a time step it is known that the code was right once.
                let (event, reason) = match kind {
                    FactorKind::Totp => (EventKind::MfaReplay, "the code was used before"),
                    _ => (EventKind::MfaFailed, "there is no such code, or not any more"),
                };
                note_failure(app, event, reason, (user, kind), (origin, now)).await?;
                return Err(FactorDenied::Wrong);
            }
            release(app, reservation, now).await?;
            Ok(Authenticated::with_second(first, &[factor.amr()], now))
        }
    }
}

/// Counts the try in advance; nothing, where the operator set no limit. Dropped, the reservation stays counted.
pub(super) async fn reserve(
    app: &Services,
    user: &User,
    kind: FactorKind,
    (origin, now): (&Origin, DateTime<Utc>),
) -> Result<Option<Reservation>, FactorDenied> {
    let Some(rate) = app.config.limits.second_factor.limit() else { return Ok(None) };
    let id = user.id.to_string();
    let limit = Limit::of(LimitName::SecondFactor, &[&id, kind.as_str()], rate);
    match app.throttle.reserve(&[limit], now).await? {
        Verdict::Allowed(reservation) => Ok(Some(reservation)),
        Verdict::Limited { retry_after } => {
            let reason = "too many wrong second factors";
            note_failure(app, EventKind::LoginRateLimited, reason, (user, kind), (origin, now)).await?;
            Err(FactorDenied::Limited { retry_after })
        }
    }
}

/// Takes the try back: it was right.
pub(super) async fn release(
    app: &Services,
    reservation: Option<Reservation>,
    now: DateTime<Utc>,
) -> Result<(), LossyError> {
    match reservation {
        Some(reservation) => app.throttle.release(reservation, now).await,
        None => Ok(()),
    }
}

/// `false` when somebody was quicker, or it was used before.
async fn use_up(
    app: &Services,
    used: Use,
    (user, kind): (&User, FactorKind),
    (origin, now): (&Origin, DateTime<Utc>),
) -> Result<bool, FactorDenied> {
    let event = event(AuditEvent::of(EventKind::MfaVerified, origin), user, kind);
    let recorded = audit::prepare(event, &*app.entropy, now);
    // Codes on paper are for the day when something is lost: their owner is told of each.
    let notice = match kind {
        FactorKind::BackupCode => notices::of_factor(app, user, FactorChange::CodeUsed, now)?,
        _ => None,
    };
    let distrusted =
        Some((user.id, user.epoch)).filter(|_| user.password_by_mail && kind != FactorKind::EmailCode);
    let written = app.db.write(async move |tx| {
        let is_won = used.claim(tx, now).await?;
        if is_won {
            if let Some(user) = distrusted {
                users::trust_password(tx, user).await?;
            }
            if let Some(notice) = &notice {
                mails::insert(tx, notice).await?;
            }
            auth_events::insert(tx, &recorded).await?;
        }
        Ok::<_, StoreError>(is_won)
    });
    Ok(written.await?)
}

pub(super) async fn note_failure(
    app: &Services,
    kind_of_event: EventKind,
    reason: &str,
    (user, kind): (&User, FactorKind),
    (origin, now): (&Origin, DateTime<Utc>),
) -> Result<(), StoreError> {
    let refused = AuditEvent::refused(kind_of_event, reason, origin);
    let event = AuditEvent { outcome: Outcome::Failure, ..event(refused, user, kind) };
    audit::record(&app.db, audit::prepare(event, &*app.entropy, now)).await
}

pub(super) fn event(event: AuditEvent, user: &User, kind: FactorKind) -> AuditEvent {
    AuditEvent {
        actor: Actor::Person(user.id),
        user_id: Some(user.id),
        detail: Some(serde_json::json!({"factor": kind.as_str()})),
        ..event
    }
}

pub(super) fn count<T>(app: &Services, tried: &Result<T, FactorDenied>) {
    app.metrics.second_factors.count(match tried {
        Ok(_) => Counted::Success,
        Err(FactorDenied::Wrong) => Counted::Wrong,
        Err(FactorDenied::Limited { .. }) => Counted::Limited,
        Err(FactorDenied::Store(_) | FactorDenied::Counts(_) | FactorDenied::Letter(_)) => Counted::Failed,
    });
}
