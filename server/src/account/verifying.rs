//! Proving an address: by the code in the browser that asked, or by the link anywhere, where elsewhere the password is asked
//! for. Looking at a link uses nothing up: programs that read mails open every link in them.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Hindered;
use super::finishing::finish;
use super::moving;
use super::proving::{self, Bearer, Proving, Purpose};
use super::vouching::{self, Voucher};
use crate::app::Services;
use crate::audit;
use crate::authn::FirstFactor;
use crate::model::audit_event::{AuditEvent, EventKind, Origin};
use crate::secret::Secret;
use crate::store::{StoreError, sessions};

/// Somebody who has proven their address, and is as good as signed in.
#[derive(Debug)]
pub struct Verified {
    /// Who.
    pub who: FirstFactor,
    /// The parked request to go back to, in the browser that asked.
    pub transaction: Option<String>,
}

/// What a proof has led to.
#[derive(Debug)]
pub enum Proved {
    /// Somebody may sign in.
    Person(Box<Verified>),
    /// An account has the address from now on.
    Moved,
}

/// Why an address was not proven.
#[derive(Debug)]
pub enum Unproven {
    /// The code is wrong, and may be tried again.
    WrongCode,
    /// The password is wrong, and may be tried again: that of this account, if there is one yet.
    WrongPassword(Option<Uuid>),
    /// Link or code is used, old, unknown, or was tried too often.
    Over,
    /// Somebody else, or the same person in another window, has an account with this address by now.
    Taken,
    /// It is nobody's typing.
    Hindered(Hindered),
}

impl<E: Into<Hindered>> From<E> for Unproven {
    fn from(error: E) -> Self {
        Self::Hindered(error.into())
    }
}

/// A link that may still be used.
#[derive(Debug)]
pub struct Link {
    /// The address that it proves.
    pub address: String,
    /// Whether the password has to be given: the browser is not the one that asked.
    pub asks_password: bool,
    /// Whether an account that is there gets another address: nobody is signed in by it.
    pub is_change: bool,
}

/// Whether a code page has something to wait for in this browser: the address that the mail went to.
///
/// # Errors
/// When the store fails.
pub async fn awaited(app: &Services, ticket: &str, browser: &Secret) -> Result<Option<String>, StoreError> {
    let found = proving::find(app, ticket, app.clock.now()).await?;
    Ok(found.filter(|record| record.is_of(browser)).map(|record| record.address))
}

/// Looks at a link, and changes nothing.
///
/// # Errors
/// When the store fails.
pub async fn look(app: &Services, token: &str, browser: &Secret) -> Result<Option<Link>, StoreError> {
    let Some(record) = of_token(app, token, app.clock.now()).await? else { return Ok(None) };
    Ok(Some(Link {
        asks_password: asks_password(app, &record, browser).await?,
        is_change: matches!(record.purpose, Purpose::Change { .. }),
        address: record.address,
    }))
}

/// Whether the proof of the address is not enough: it comes from another browser than the one that asked, nobody has given the
/// password, or the session in which it was asked has ended, as that of a thief does.
async fn asks_password(app: &Services, record: &Proving, browser: &Secret) -> Result<bool, StoreError> {
    if !record.is_of(browser) {
        return Ok(true);
    }
    match record.purpose {
        Purpose::Confirm { asks_password, .. } => Ok(asks_password),
        Purpose::Change { session_id, .. } => {
            let session = sessions::find(app.db.reader(), session_id).await?;
            Ok(session.is_none_or(|session| session.ended_at.is_some()))
        }
        Purpose::Register { .. } | Purpose::Nothing => Ok(false),
    }
}

async fn of_token(app: &Services, token: &str, now: DateTime<Utc>) -> Result<Option<Proving>, StoreError> {
    let Some((ticket, secret)) = proving::parts_of(token) else { return Ok(None) };
    let found = proving::find(app, ticket, now).await?;
    // No mail has a link to nothing.
    Ok(found.filter(|record| record.has_link(secret) && !matches!(record.purpose, Purpose::Nothing)))
}

/// How many seconds a code counts.
pub fn code_seconds() -> i64 {
    proving::CODE_LIFE.num_seconds()
}

/// Proves the address by the code, in the browser that asked; with the password where that is asked for. Each try is counted
/// before it is judged.
///
/// # Errors
/// Why it is not proven.
pub async fn by_code(
    app: &Services,
    ticket: &str,
    (typed, password): (&str, Option<&Secret>),
    browser: &Secret,
    origin: &Origin,
) -> Result<Proved, Unproven> {
    let now = app.clock.now();
    let voucher = Voucher { password, device: None };
    let bearer = Bearer { ticket, browser };
    let proved = match try_code(app, bearer, typed, (voucher, origin), now).await {
        Ok(record) => conclude(app, ticket, record, origin, now).await,
        Err(unproven) => Err(unproven),
    };
    noted(app, proved, "by code", origin).await
}

async fn try_code(
    app: &Services,
    bearer: Bearer<'_>,
    typed: &str,
    (voucher, origin): (Voucher<'_>, &Origin),
    now: DateTime<Utc>,
) -> Result<Proving, Unproven> {
    let Bearer { ticket, browser } = bearer;
    let code = proving::digits_of(typed);
    for _ in 0..AGAIN {
        let found = proving::find(app, ticket, now).await?;
        let Some(record) = found.filter(|record| record.is_of(browser) && record.takes_codes(now)) else {
            return Err(Unproven::Over);
        };
        let tried = record.with_code_tried();
        if counted(app, ticket, (record, tried.clone()), now).await? {
            let is_right = tried.has_code(bearer, &code) && !matches!(tried.purpose, Purpose::Nothing);
            let may_go_on = tried.takes_codes(now);
            return if !is_right {
                Err(if may_go_on { Unproven::WrongCode } else { Unproven::Over })
            } else if asks_password(app, &tried, browser).await? {
                vouching::checked(app, (ticket, tried), voucher, origin, now).await
            } else {
                Ok(tried)
            };
        }
    }
    // Whoever tries that many at once is no person.
    Err(Hindered::Busy.into())
}

/// How often a count that somebody else was quicker with is tried again.
const AGAIN: usize = 8;

pub(super) async fn counted(
    app: &Services,
    ticket: &str,
    (before, after): (Proving, Proving),
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let (shelf, ticket) = (proving::shelf(app), ticket.to_owned());
    app.db.write(async move |tx| proving::replace(tx, &shelf, &ticket, (&before, &after), now).await).await
}

/// Proves the address by the link; in another browser than the one that asked, with the password.
///
/// # Errors
/// Why it is not proven.
pub async fn by_link(
    app: &Services,
    token: &str,
    voucher: Voucher<'_>,
    browser: &Secret,
    origin: &Origin,
) -> Result<Proved, Unproven> {
    let now = app.clock.now();
    let proved = match try_link(app, token, (voucher, origin), browser, now).await {
        Ok((ticket, record)) => conclude(app, &ticket, record, origin, now).await,
        Err(unproven) => Err(unproven),
    };
    noted(app, proved, "by link", origin).await
}

async fn try_link(
    app: &Services,
    token: &str,
    (voucher, origin): (Voucher<'_>, &Origin),
    browser: &Secret,
    now: DateTime<Utc>,
) -> Result<(String, Proving), Unproven> {
    let record = of_token(app, token, now).await?.ok_or(Unproven::Over)?;
    let (ticket, _) = proving::parts_of(token).ok_or(Unproven::Over)?;
    let is_here = record.is_of(browser);
    let record = if asks_password(app, &record, browser).await? {
        vouching::checked(app, (ticket, record), voucher, origin, now).await?
    } else {
        record
    };
    Ok((ticket.to_owned(), if is_here { record } else { record.elsewhere() }))
}

/// Does what the address was proven for.
async fn conclude(
    app: &Services,
    ticket: &str,
    record: Proving,
    origin: &Origin,
    now: DateTime<Utc>,
) -> Result<Proved, Unproven> {
    if let Purpose::Change { user_id, state, .. } = record.purpose {
        return moving::finish(app, ticket, (user_id, state, record.address), origin, now).await;
    }
    finish(app, ticket, record, origin, now).await.map(|verified| Proved::Person(Box::new(verified)))
}

/// A proof that was none leaves an event; of a single source not without end.
async fn noted(
    app: &Services,
    proved: Result<Proved, Unproven>,
    how: &'static str,
    origin: &Origin,
) -> Result<Proved, Unproven> {
    let (reason, user_id) = match &proved {
        Ok(_) | Err(Unproven::Hindered(_)) => return proved,
        Err(Unproven::WrongCode) => ("the code is wrong", None),
        // Somebody may guess at it: whose it is reads of that.
        Err(Unproven::WrongPassword(whose)) => ("the password is wrong", *whose),
        Err(Unproven::Over) => ("unknown, old or used", None),
        Err(Unproven::Taken) => ("the address has an account by now", None),
    };
    let event = AuditEvent::refused(EventKind::EmailVerificationFailed, format!("{how}: {reason}"), origin);
    let event = AuditEvent { user_id, ..event };
    audit::note_refused(app, event, app.clock.now()).await.map_err(Hindered::Unrecorded)?;
    proved
}
