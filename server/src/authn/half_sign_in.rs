//! A sign-in that waits for its second factor: no session exists yet, and nothing but the second step can be done with it.
//!
//! It is found by a random id and belongs to the browser that began it. It holds for ten minutes, for the account as it was
//! (a reset, a suspension or "everywhere" ends it), and is used up in the transaction that begins the session.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::FirstFactor;
use super::risk::Risk;
use crate::app::Services;
use crate::audit;
use crate::ephemeral::shelf::Shelf;
use crate::ephemeral::shelves;
use crate::model::audit_event::{AuditEvent, EventKind, Origin};
use crate::model::authentication::Authentication;
use crate::model::user::UserStatus;
use crate::secret::same;
use crate::store::{StoreError, Transaction, users};

/// How long the second step may take.
pub const LIFE: TimeDelta = TimeDelta::minutes(10);

const SHELF: Shelf<HalfSignIn> = shelves::half_sign_ins(LIFE);

/// What is kept of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct HalfSignIn {
    /// Who has shown a first factor.
    pub user_id: Uuid,
    /// The account's epoch then.
    pub user_epoch: i64,
    /// What was shown, and when.
    pub authentication: Authentication,
    /// SHA-256 of the browser's secret: only that browser may go on.
    pub browser: [u8; 32],
    /// The parked request that goes on afterwards, if there is one.
    pub transaction: Option<String>,
    /// The session that is stepped up, where somebody is signed in already.
    pub session: Option<Uuid>,
    /// Whether the person has no second factor yet and must set one up.
    pub enrols: bool,
    /// The page of ours to go back to, where no application waits.
    pub return_to: Option<String>,
    /// How unusual the first step was.
    #[serde(default)]
    pub risk: Risk,
}

/// A sign-in at its second step.
#[derive(Debug)]
pub struct Waiting {
    /// Its id.
    pub id: String,
    /// What is kept of it.
    pub half: HalfSignIn,
    /// The person, with what was shown.
    pub first: FirstFactor,
}

impl HalfSignIn {
    /// The beginning of one.
    pub fn of(first: &FirstFactor, browser: [u8; 32]) -> Self {
        Self {
            user_id: first.user.id,
            user_epoch: first.user.epoch,
            authentication: first.authentication.clone(),
            browser,
            transaction: None,
            session: None,
            enrols: false,
            return_to: None,
            risk: first.risk,
        }
    }
}

/// Keeps it under `id`.
pub async fn put(
    tx: &Transaction,
    id: &str,
    half: &HalfSignIn,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    SHELF.put(tx, &[id], half, now).await
}

/// Uses it up; `false` when that was done before.
pub async fn claim(tx: &Transaction, id: &str, now: DateTime<Utc>) -> Result<bool, StoreError> {
    Ok(SHELF.claim(tx, &[id], now).await?.is_some())
}

/// Finds what this browser has begun under `id`, for the account as it is now; `None` where that is over.
pub async fn find(
    app: &Services,
    id: &str,
    browser: [u8; 32],
    (origin, now): (&Origin, DateTime<Utc>),
) -> Result<Option<Waiting>, StoreError> {
    let Some(half) = SHELF.read(app.db.reader(), &[id], now).await? else { return Ok(None) };
    if !same(&half.browser, &browser) {
        // Of one with a request the request's own look-up tells, once.
        if half.transaction.is_some() {
            return Ok(None);
        }
        let reason = "the second step was begun in another browser";
        let event = AuditEvent::refused(EventKind::AuthorizeRefused, reason, origin);
        audit::record(&app.db, audit::prepare(event, &*app.entropy, now)).await?;
        return Ok(None);
    }
    // From the row, not from memory: what ended a moment ago has ended.
    let user = users::find(app.db.reader(), half.user_id).await?;
    let user = user.filter(|user| user.epoch == half.user_epoch && user.status == UserStatus::Active);
    Ok(user.map(|user| {
        let authentication = half.authentication.clone();
        let first = FirstFactor { user, authentication, stands: half.session.is_some(), risk: half.risk };
        Waiting { id: id.to_owned(), half, first }
    }))
}
