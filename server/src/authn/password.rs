//! Name and password.
//!
//! Whoever asks learns one thing: whether both were right. Unknown names, wrong passwords and
//! accounts that may not be used get the same answer after the same time; the audit event has the
//! true reason. Failures are counted before they are evaluated, successes never.
//!
//! Every path on which a password is checked, and nothing else, comes here, so that all of them count as one (`guessing.rs`):
//!
//! | where | for what | counted under |
//! | --- | --- | --- |
//! | `POST /login` | an application's sign-in, also once more | the source, or the device |
//! | `POST /sign-in` | our own door, also once more | the source, or the device |
//! | `POST /v1/auth/login` | first-party applications | the source, or the device of `device_token` |
//! | `POST /verify/link` | a proof of an address, in another browser than the one that asked | the source, or the device |
//! | `POST /v1/auth/email/verify/confirm` | the same, by an application | the source |
//! | `POST /change-password`, `POST /v1/auth/password/change` | another password | the session |
//! | `POST /account/data`, `POST /account/data/erase` | export and erasure | the session |
//!
//! In a browser that is signed in as the account, the two doors count under its session as well. Asking for another address
//! takes no password but a sign-in of the last minutes. Clients' secrets are `client_auth`'s, with a limit of their own.

use chrono::{DateTime, TimeDelta, Utc};

use super::guessing::{Guess, Guesser};
use super::known_device::KnownDevice;
use super::password_hash::HashError;
use super::risk::{self, Risk};
use super::{FirstFactor, alarm};
use crate::app::Services;
use crate::audit;
use crate::causes::with_causes;
use crate::ephemeral::lossy::LossyError;
use crate::metrics::sign_ins;
use crate::model::audit_event::{Actor, AuditEvent, EventKind, Origin, Outcome};
use crate::model::user::{User, UserStatus};
use crate::secret::Secret;
use crate::store::{StoreError, users};

/// `amr` of RFC 8176.
pub(super) const AMR: &str = "pwd";
/// Longer passwords are refused before they cost anything.
pub const LONGEST: usize = 1024;

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
    let guesser = Guesser::of(app, (name, user.as_ref()), origin, device).await?;
    let guess = begin(app, &guesser, (name, user.as_ref(), origin), now).await?;
    let judged = judge(app, user.as_ref(), password).await;
    if let Err(HashError::Busy) = judged {
        guess.release(app, now).await?;
        return Err(Denied::Busy);
    }
    match (judged, user) {
        (Ok(Ok(())), Some(user)) => {
            let seen = (guesser.is_known(), guess.failures());
            let risk = risk::assess(app, &user, origin, seen, now).await?;
            if risk.refuses(app) {
                refuse(app, &user, name, risk, origin).await?;
                return Err(Denied::Wrong);
            }
            guess.release(app, now).await?;
            // The sign-in happens now, after the hash: `auth_time` must not lie before the request.
            Ok(FirstFactor::by(user, AMR, risk, app.clock.now()))
        }
        (Ok(Err(UNPROVEN)), Some(user)) => {
            guess.release(app, now).await?;
            note(app, EventKind::LoginFailed, UNPROVEN, name, (Some(&user), origin)).await?;
            Err(Denied::Unproven(Box::new(user)))
        }
        (judged, user) => {
            let reason =
                judged.map_or("the stored hash is damaged", |judged| judged.err().unwrap_or("unknown name"));
            note(app, EventKind::LoginFailed, reason, name, (user.as_ref(), origin)).await?;
            alarm::heard(app, user.as_ref(), &guess, origin, now).await?;
            Err(Denied::Wrong)
        }
    }
}

/// Counts a guess; where there were too many, an event says so.
async fn begin(
    app: &Services,
    guesser: &Guesser<'_>,
    (name, user, origin): (&str, Option<&User>, &Origin),
    now: DateTime<Utc>,
) -> Result<Guess, Denied> {
    let begun = guesser.begin(app, now).await;
    if let Err(Denied::Limited { .. }) = begun {
        note(app, EventKind::LoginRateLimited, "too many failures", name, (user, origin)).await?;
    }
    begun
}

/// Whether a password is the one that stands beside a proof of an address, `stored`: that of the account called `name`, or of
/// one that is not made yet. It counts as a sign-in does, and signs nobody in; whoever asks tells of a wrong one.
///
/// # Errors
/// `Limited`, of which an event tells, and faults.
pub async fn vouches(
    app: &Services,
    name: &str,
    (password, stored): (&Secret, Option<&Secret>),
    origin: &Origin,
    device: Option<&KnownDevice>,
) -> Result<bool, Denied> {
    let now = app.clock.now();
    let user = users::find_by_name(app.db.reader(), name).await?;
    let guesser = Guesser::of(app, (name, user.as_ref()), origin, device).await?;
    let guess = begin(app, &guesser, (name, user.as_ref(), origin), now).await?;
    let fits_in = password.expose().len() <= LONGEST;
    let asked = if fits_in { password } else { &Secret::new("") };
    match app.passwords.verify(asked, stored.filter(|_| fits_in)).await {
        Ok(false) | Err(HashError::Malformed) => {
            alarm::heard(app, user.as_ref(), &guess, origin, now).await?;
            Ok(false)
        }
        Ok(true) => {
            guess.release(app, now).await?;
            Ok(true)
        }
        Err(HashError::Busy) => {
            guess.release(app, now).await?;
            Err(Denied::Busy)
        }
    }
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
