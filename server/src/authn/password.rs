//! Name and password.
//!
//! Whoever asks learns one thing: whether both were right. Unknown names, wrong passwords and
//! accounts that may not be used get the same answer after the same time; the audit event has the
//! true reason. Failures are counted before they are evaluated, successes never.

use chrono::{DateTime, TimeDelta, Utc};

use super::known_device::KnownDevice;
use super::password_hash::HashError;
use super::risk::{self, Risk};
use super::{FirstFactor, alarm};
use crate::app::Services;
use crate::audit;
use crate::causes::with_causes;
use crate::ephemeral::lossy::LossyError;
use crate::ephemeral::throttle::{Limit, Reservation, Verdict};
use crate::ephemeral::turns::Queue;
use crate::metrics::limits::LimitName;
use crate::metrics::sign_ins;
use crate::model::audit_event::{Actor, AuditEvent, EventKind, Origin, Outcome};
use crate::model::user::{User, UserStatus, canonical_name};
use crate::secret::Secret;
use crate::store::{StoreError, users};

/// `amr` of RFC 8176.
pub(super) const AMR: &str = "pwd";
/// Longer passwords are refused before they cost anything.
pub const LONGEST: usize = 1024;

/// One person at one place: one guess at a time.
const OF_ACCOUNT: Queue = Queue { width: 1, longest: 64 };
/// A source may be a whole office behind one address. Far fewer side by side than the limit allows failures, and more than
/// there are hashes at once.
const OF_SOURCE: Queue = Queue { width: 16, longest: 512 };

/// Why nobody was authenticated.
#[derive(Debug, thiserror::Error)]
pub enum Denied {
    /// Name or password are wrong, or the account may not be used.
    #[error("name or password are wrong")]
    Wrong,
    /// Too many failures.
    #[error("too many failed attempts")]
    Limited {
        /// How long to wait.
        retry_after: TimeDelta,
    },
    /// Too many passwords are being hashed.
    #[error("too many passwords are being hashed")]
    Busy,
    /// The password is right, and the address of the account is still to be proven.
    #[error("the address is not proven yet")]
    Unproven(Box<User>),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The counts failed.
    #[error(transparent)]
    Counts(#[from] LossyError),
}

/// Accepts a person's password; whether that is enough, `settle` says. A `device` that has signed in as this account before has
/// counts of its own, so that a stranger's failures never lock the owner out.
pub async fn verify(
    app: &Services,
    name: &str,
    password: &Secret,
    origin: &Origin,
    device: Option<&KnownDevice>,
) -> Result<FirstFactor, Denied> {
    let proved = try_verify(app, name, password, origin, device).await;
    // Whoever waits for a turn does not wait for this.
    if let Ok(proved) = &proved {
        upgrade(app, proved.user(), password).await;
    }
    app.metrics.sign_ins.count(match &proved {
        Ok(_) => sign_ins::Outcome::Success,
        Err(Denied::Wrong | Denied::Unproven(_)) => sign_ins::Outcome::Wrong,
        Err(Denied::Limited { .. }) => sign_ins::Outcome::Limited,
        Err(Denied::Busy) => sign_ins::Outcome::Busy,
        Err(Denied::Store(_) | Denied::Counts(_)) => sign_ins::Outcome::Failed,
    });
    proved
}

async fn try_verify(
    app: &Services,
    name: &str,
    password: &Secret,
    origin: &Origin,
    device: Option<&KnownDevice>,
) -> Result<FirstFactor, Denied> {
    let now = app.clock.now();
    let user = users::find_by_name(app.db.reader(), name).await?;
    let account =
        user.as_ref().map_or_else(|| canonical_name(name).unwrap_or_default(), |user| user.id.to_string());
    let device = match (device, &user) {
        (Some(device), Some(user)) => device.counted_as(app, user).await?,
        _ => None,
    };
    let _turns = turns(app, &account, origin, device.as_deref()).await?;
    let limits = limits(app, &account, origin, device.as_deref());
    let reservation = match app.throttle.reserve(&limits, now).await? {
        Verdict::Allowed(reservation) => reservation,
        Verdict::Limited { retry_after } => {
            note(app, EventKind::LoginRateLimited, "too many failures", name, (user.as_ref(), origin))
                .await?;
            return Err(Denied::Limited { retry_after });
        }
    };
    let judged = judge(app, user.as_ref(), password).await;
    if let Err(HashError::Busy) = judged {
        app.throttle.release(reservation, now).await?;
        return Err(Denied::Busy);
    }
    match (judged, user) {
        (Ok(Ok(())), Some(user)) => {
            // This guess is in the account's count of the day.
            let daily = limits.iter().find(|limit| limit.is(LimitName::LoginDaily));
            let counted = daily.and_then(|limit| reservation.counted(limit));
            let failures = counted.map_or(0, |counted| counted.saturating_sub(1));
            let risk = risk::assess(app, &user, origin, (device.is_some(), failures), now).await?;
            if risk.refuses(app) {
                refuse(app, &user, name, risk, origin).await?;
                return Err(Denied::Wrong);
            }
            accept(app, user, reservation, risk, now).await
        }
        (Ok(Err(UNPROVEN)), Some(user)) => {
            app.throttle.release(reservation, now).await?;
            note(app, EventKind::LoginFailed, UNPROVEN, name, (Some(&user), origin)).await?;
            Err(Denied::Unproven(Box::new(user)))
        }
        (judged, user) => {
            let reason =
                judged.map_or("the stored hash is damaged", |judged| judged.err().unwrap_or("unknown name"));
            note(app, EventKind::LoginFailed, reason, name, (user.as_ref(), origin)).await?;
            alarm::heard(app, user.as_ref(), (&limits, &reservation), origin, now).await?;
            Err(Denied::Wrong)
        }
    }
}

/// Waits until nobody else signs in as this account from this source, and only then until the source has room: those
/// that are not judged yet must fill neither limit. A browser that is known counts towards no limit of the source.
async fn turns(
    app: &Services,
    account: &str,
    origin: &Origin,
    device: Option<&str>,
) -> Result<impl Sized + use<>, Denied> {
    let source = &*origin.source();
    // A known browser does not stand in line with strangers.
    let own = app
        .turns
        .take(&[account, source, device.unwrap_or_default()], OF_ACCOUNT)
        .await
        .ok_or(Denied::Busy)?;
    let limit = app.config.limits.login_source.limit().filter(|_| device.is_none());
    let Some((count, _)) = limit else { return Ok((own, None)) };
    let kept = Queue { width: OF_SOURCE.width.min(count as usize), ..OF_SOURCE };
    let shared = app.turns.take(&[source], kept).await.ok_or(Denied::Busy)?;
    Ok((own, Some(shared)))
}

/// The reason of an account that waits for its address to be proven.
const UNPROVEN: &str = UserStatus::PendingVerification.as_str();

/// A hash that was imported, or costs other than those of today, is replaced while the password is at hand, unless others
/// wait to be hashed. Of many sign-ins at once one does it, and none fails if it cannot be done.
async fn upgrade(app: &Services, user: &User, password: &Secret) {
    let Some(before) = user.password_hash.clone().filter(|hash| app.passwords.is_outdated(hash)) else {
        return;
    };
    if app.passwords.load().waiting > 0 {
        return;
    }
    let Ok(after) = app.passwords.hash(password, &*app.entropy).await else { return };
    let id = user.id;
    let done = app.db.write(async move |tx| users::upgrade_hash(tx, id, (&before, &after)).await).await;
    if let Err(error) = done {
        tracing::warn!(error = with_causes(&error), "a password hash is upgraded at the next sign-in");
    }
}

async fn accept(
    app: &Services,
    user: User,
    reservation: Reservation,
    risk: Risk,
    now: DateTime<Utc>,
) -> Result<FirstFactor, Denied> {
    app.throttle.release(reservation, now).await?;
    // The sign-in happens now, after the hash: `auth_time` must not lie before the request.
    Ok(FirstFactor::by(user, AMR, risk, app.clock.now()))
}

/// The password is right, and the sign-in too unusual. It stays counted: whoever tries from elsewhere again and again is
/// limited as with a wrong one.
async fn refuse(
    app: &Services,
    user: &User,
    name: &str,
    risk: Risk,
    origin: &Origin,
) -> Result<(), StoreError> {
    let event = failure(EventKind::LoginFailed, "the sign-in is too unusual", name, (Some(user), origin));
    let event = AuditEvent { risk: Some(risk.score()), ..event };
    audit::record(&app.db, audit::prepare(event, &*app.entropy, app.clock.now())).await
}

/// The hash is computed whatever is known, so that every answer takes the same time.
async fn judge(
    app: &Services,
    user: Option<&User>,
    password: &Secret,
) -> Result<Result<(), &'static str>, HashError> {
    let fits_in = password.expose().len() <= LONGEST;
    let stored = user.and_then(|user| user.password_hash.as_ref()).filter(|_| fits_in);
    let asked = if fits_in { password } else { &Secret::new("") };
    let is_right = app.passwords.verify(asked, stored).await?;
    Ok(match user {
        None => Err("unknown name"),
        Some(user) if user.password_hash.is_none() => Err("the account has no password"),
        Some(_) if !is_right => Err("wrong password"),
        Some(user) if user.status != UserStatus::Active => Err(user.status.as_str()),
        Some(_) => Ok(()),
    })
}

fn limits(app: &Services, account: &str, origin: &Origin, device: Option<&str>) -> Vec<Limit> {
    let config = &app.config.limits;
    let source = &*origin.source();
    let mut limits = Vec::new();
    if let Some(device) = device {
        let parts = &[account, device];
        limits
            .extend(config.login_account.limit().map(|rate| Limit::of(LimitName::LoginDevice, parts, rate)));
        limits.extend(config.login_daily.limit().map(|rate| Limit::of(LimitName::LoginDaily, parts, rate)));
        return limits;
    }
    limits.extend(
        config.login_account.limit().map(|rate| Limit::of(LimitName::LoginAccount, &[account, source], rate)),
    );
    limits.extend(config.login_source.limit().map(|rate| Limit::of(LimitName::LoginSource, &[source], rate)));
    limits.extend(config.login_daily.limit().map(|rate| Limit::of(LimitName::LoginDaily, &[account], rate)));
    limits
}

async fn note(
    app: &Services,
    kind: EventKind,
    reason: &str,
    name: &str,
    (user, origin): (Option<&User>, &Origin),
) -> Result<(), StoreError> {
    let event = failure(kind, reason, name, (user, origin));
    audit::record(&app.db, audit::prepare(event, &*app.entropy, app.clock.now())).await
}

fn failure(
    kind: EventKind,
    reason: &str,
    name: &str,
    (user, origin): (Option<&User>, &Origin),
) -> AuditEvent {
    AuditEvent {
        outcome: Outcome::Failure,
        actor: Actor::Unknown,
        user_id: user.map(|user| user.id),
        identifier: Some(name.to_owned()),
        ..AuditEvent::refused(kind, reason, origin)
    }
}
