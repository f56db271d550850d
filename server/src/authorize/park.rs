//! Parking a request while a person is asked, and finding it again.
//!
//! The request's own parameters are parked and judged anew each time: a client that was changed or
//! disabled meanwhile is seen as it is now. The browser that began the request is the only one that
//! goes on with it.

use chrono::{DateTime, TimeDelta, Utc};

use super::browser::Browser;
use super::locate::{self, PageProblem};
use super::prompts::Page;
use super::step_up::{self, StepUp};
use super::{Changes, Flow, Next, SessionChange, request};
use crate::app::Services;
use crate::authn::half_sign_in;
use crate::ephemeral::shelf::Shelf;
use crate::ephemeral::shelves;
use crate::model::audit_event::Origin;
use crate::model::interaction::Interaction;
use crate::model::session::SignedIn;
use crate::protocol::form::Form;
use crate::secret::same;
use crate::store::{
    StoreError, Transaction, auth_events, remembered_devices, sessions, token_families, users,
};

/// A page left open over night still finds its request, and begins it again instead of losing it.
const KEPT_FOR: TimeDelta = TimeDelta::hours(24);

const SHELF: Shelf<Interaction> = shelves::interactions(KEPT_FOR);

/// A request found again.
#[derive(Debug)]
pub struct Parked {
    /// The request.
    pub flow: Flow,
    /// Whether its time is over: the page begins anew, and what was sent with it counts for nothing.
    pub has_expired: bool,
}

/// Finds the request that this browser parked under `id`.
///
/// # Errors
/// A page when there is none, it is finished, or another browser began it.
pub async fn find(
    app: &Services,
    id: &str,
    browser: &Browser,
    origin: &Origin,
    now: DateTime<Utc>,
) -> Result<Parked, PageProblem> {
    let Some(interaction) = SHELF.read(app.db.reader(), &[id], now).await? else {
        locate::note_lost(app, origin, now).await?;
        return Err(PageProblem::NoTransaction);
    };
    if !same(&interaction.browser, &browser.digest()) {
        locate::note_stranger(app, origin, now).await?;
        return Err(PageProblem::NoTransaction);
    }
    let parameters = Form::parse(interaction.parameters.as_bytes()).map_err(PageProblem::Fault)?;
    let located = locate::locate(app, &parameters, origin, now).await?;
    let request = request::check(app, &parameters, &located);
    let has_expired = now >= interaction.begun_at + app.config.sessions.transaction;
    Ok(Parked { flow: Flow { id: Some(id.to_owned()), interaction, located, request }, has_expired })
}

/// Parks the request, with what the last page's answer changed.
pub(super) async fn park(
    app: &Services,
    flow: Flow,
    page: Page,
    changes: Changes,
    now: DateTime<Utc>,
) -> Result<Next, PageProblem> {
    let id = flow.id.unwrap_or_else(|| app.entropy.token());
    let (key, interaction) = (id.clone(), flow.interaction);
    let client_id = flow.located.client.id.clone();
    let written = app.db.write(async move |tx| -> Result<bool, StoreError> {
        let is_written = write(tx, changes, &client_id, now).await?;
        if is_written {
            SHELF.put(tx, &[&key], &interaction, now).await?;
        }
        Ok(is_written)
    });
    if written.await? { Ok(Next::Ask { page, id }) } else { Err(PageProblem::NoTransaction) }
}

/// Parks the request while the person who is signed in shows a second factor.
pub(super) async fn park_for_second(
    app: &Services,
    mut flow: Flow,
    signed_in: &SignedIn,
    step_up: StepUp,
    (mut changes, now): (Changes, DateTime<Utc>),
) -> Result<Next, PageProblem> {
    let transaction = flow.id.get_or_insert_with(|| app.entropy.token()).clone();
    let step = app.entropy.token();
    changes.half = Some((step.clone(), step_up::waiting(&flow, signed_in, &transaction, step_up)));
    park(app, flow, Page::SecondFactor, changes, now).await?;
    Ok(Next::Second { step, transaction: Some(transaction) })
}

/// Finishes the request without a code.
pub(super) async fn finish(
    app: &Services,
    flow: Flow,
    changes: Changes,
    now: DateTime<Utc>,
) -> Result<(), PageProblem> {
    let client_id = flow.located.client.id.clone();
    let written = app.db.write(async move |tx| -> Result<bool, StoreError> {
        let is_written = write(tx, changes, &client_id, now).await?;
        if let Some(id) = flow.id.as_ref().filter(|_| is_written) {
            SHELF.claim(tx, &[id], now).await?;
        }
        Ok(is_written)
    });
    if written.await? { Ok(()) } else { Err(PageProblem::NoTransaction) }
}

/// Uses the parked request up; `false` when it was finished before. One that was never parked has nothing to lose.
pub(super) async fn claim(
    tx: &Transaction,
    id: Option<&str>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    match id {
        Some(id) => Ok(SHELF.claim(tx, &[id], now).await?.is_some()),
        None => Ok(true),
    }
}

/// Writes what a page's answer changes; `false`, and nothing is written, when what waited for a second factor was finished
/// before.
pub(super) async fn write(
    tx: &Transaction,
    changes: Changes,
    client_id: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    if let Some(id) = &changes.finishes
        && !half_sign_in::claim(tx, id, now).await?
    {
        return Ok(false);
    }
    let mut user = None;
    match changes.session {
        Some(SessionChange::Begin { session, replaces }) => {
            if let Some(old) = replaces {
                sessions::end(tx, old, now).await?;
                token_families::revoke_of_session(tx, old, &[], "another person signed in", now).await?;
            }
            sessions::insert(tx, &session, &changes.origin).await?;
            user = Some(session.user_id);
        }
        Some(SessionChange::Renew(session)) => {
            // A session that was ended meanwhile is not revived.
            if !sessions::renew(tx, &session).await? {
                return Ok(false);
            }
            user = Some(session.user_id);
        }
        None => {}
    }
    if let Some(user) = user {
        users::note_login(tx, user, now).await?;
    }
    if let Some((user, consent)) = &changes.consent {
        crate::store::consents::put(tx, *user, client_id, consent, now).await?;
    }
    if let Some((id, half)) = &changes.half {
        half_sign_in::put(tx, id, half, now).await?;
    }
    if let Some(device) = changes.device {
        remembered_devices::insert(tx, device).await?;
    }
    if let Some(arrival) = &changes.arrival {
        arrival.write(tx, now).await?;
    }
    for event in &changes.events {
        auth_events::insert(tx, event).await?;
    }
    Ok(true)
}
