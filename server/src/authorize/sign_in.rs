//! The answers of the sign-in page.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::browser::{Browser, SessionCookie};
use super::locate::PageProblem;
use super::park::{self, Parked};
use super::prompts::Page;
use super::{Changes, Next, SessionChange, advance, demand, refuse, signed_in};
use crate::app::Services;
use crate::authn::arrival::Arrival;
use crate::authn::half_sign_in::{self, HalfSignIn};
use crate::authn::known_device::{KnownDevice, fingerprint, known_to};
use crate::authn::remembered::{DeviceCookie, NewDevice};
use crate::authn::settle::{Demand, Settled, settle};
use crate::authn::{Authenticated, FirstFactor};
use crate::model::audit_event::{AuditEvent, Origin};
use crate::model::session::{Session, SignedIn};
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::secret::Secret;
use crate::store::StoreError;

/// A step that was taken, with the cookies that the browser carries from now on.
#[derive(Debug)]
pub struct Stepped {
    /// What happens next; nothing where no application waits.
    pub next: Option<Next>,
    /// The new session cookie, if there is one.
    pub cookie: Option<SessionCookie>,
    /// The cookie of a device that is remembered from now on.
    pub device: Option<DeviceCookie>,
    /// What the browser is known by from now on.
    pub known: Option<KnownDevice>,
}

impl Stepped {
    /// A step that changes no cookie.
    pub(super) fn to(next: Next) -> Self {
        Self { next: Some(next), cookie: None, device: None, known: None }
    }
}

/// How a sign-in ends, besides by whom.
#[derive(Debug, Default)]
pub struct Ending {
    /// What waited for the second factor and is used up.
    pub finishes: Option<String>,
    /// Whether a session is stepped up: nobody signs in anew.
    pub is_step_up: bool,
    /// A device to remember.
    pub device: Option<NewDevice>,
}

/// The password was right: the sign-in goes on, or waits for a second factor.
///
/// # Errors
/// A page when the request is over or the store fails.
pub async fn first_factor(
    app: &Services,
    parked: Parked,
    first: &FirstFactor,
    browser: &Browser,
    origin: &Origin,
) -> Result<Stepped, PageProblem> {
    let now = app.clock.now();
    let client = &parked.flow.located.client;
    let demand = parked.flow.request.as_ref().map_or(Demand::None, |request| demand::of(request, client));
    let transaction = parked.flow.id.clone();
    match settle(app, first, demand, browser.device.as_ref(), now).await? {
        Settled::Enough(who) => authenticated(app, parked, &who, Ending::default(), (browser, origin)).await,
        other => {
            let half = HalfSignIn {
                transaction,
                enrols: matches!(other, Settled::Enrol),
                ..HalfSignIn::of(first, browser.digest())
            };
            wait(app, half, now).await
        }
    }
}

/// The password was right at our own door. Whoever is asked once more there shows the second factor too, on whichever device.
///
/// # Errors
/// A page when the store fails.
pub async fn first_factor_at_home(
    app: &Services,
    first: &FirstFactor,
    return_to: Option<String>,
    browser: &Browser,
    origin: &Origin,
) -> Result<Stepped, PageProblem> {
    let now = app.clock.now();
    let demand = if return_to.is_some() { Demand::Preferred } else { Demand::None };
    match settle(app, first, demand, browser.device.as_ref(), now).await? {
        Settled::Enough(who) => at_home(app, &who, Ending::default(), (browser, origin)).await,
        other => {
            let half = HalfSignIn {
                return_to,
                enrols: matches!(other, Settled::Enrol),
                ..HalfSignIn::of(first, browser.digest())
            };
            wait(app, half, now).await
        }
    }
}

async fn wait(app: &Services, half: HalfSignIn, now: DateTime<Utc>) -> Result<Stepped, PageProblem> {
    let (step, transaction) = (app.entropy.token(), half.transaction.clone());
    let id = step.clone();
    app.db.write(async move |tx| half_sign_in::put(tx, &id, &half, now).await).await?;
    Ok(Stepped::to(Next::Second { step, transaction }))
}

/// Somebody proved who they are: a session begins, or is renewed with a new secret, and the request goes on.
///
/// # Errors
/// A page when the request is over or the store fails.
pub async fn authenticated(
    app: &Services,
    parked: Parked,
    who: &Authenticated,
    ending: Ending,
    (browser, origin): (&Browser, &Origin),
) -> Result<Stepped, PageProblem> {
    let now = app.clock.now();
    let mut flow = parked.flow;
    let client_id = Some(flow.located.client.id.clone());
    let is_step_up = ending.is_step_up;
    let begun = begin(app, who, ending, client_id, (browser, origin, now)).await?;
    // A second factor beside a session says nothing of the password.
    if !is_step_up {
        flow.interaction.authenticated_at = Some(who.authentication().at);
    }
    let signed_in = SignedIn::new(begun.session, Arc::new(who.user().clone()), now);
    let next = advance(app, flow, signed_in, begun.changes, (origin, now)).await?;
    Ok(begun.carried.on_to(Some(next)))
}

/// Somebody proved who they are and set up a factor with it: a session begins, and the request waits for their word.
///
/// # Errors
/// A page when the request is over or the store fails.
pub(super) async fn enrolled(
    app: &Services,
    parked: Parked,
    who: &Authenticated,
    ending: Ending,
    (browser, origin): (&Browser, &Origin),
) -> Result<Stepped, PageProblem> {
    let now = app.clock.now();
    let mut flow = parked.flow;
    let client_id = Some(flow.located.client.id.clone());
    if !ending.is_step_up {
        flow.interaction.authenticated_at = Some(who.authentication().at);
    }
    flow.interaction.asked = Some(who.user().id);
    let begun = begin(app, who, ending, client_id, (browser, origin, now)).await?;
    let next = park::park(app, flow, Page::Login, begun.changes, now).await?;
    Ok(begun.carried.on_to(Some(next)))
}

/// Somebody proved who they are at our own door, without an application: a session begins or is renewed.
///
/// # Errors
/// A page when the store fails.
pub async fn at_home(
    app: &Services,
    who: &Authenticated,
    ending: Ending,
    (browser, origin): (&Browser, &Origin),
) -> Result<Stepped, PageProblem> {
    let now = app.clock.now();
    let Begun { changes, carried, .. } = begin(app, who, ending, None, (browser, origin, now)).await?;
    let written =
        app.db.write(async move |tx| -> Result<bool, StoreError> { park::write(tx, changes, "", now).await });
    if !written.await? {
        return Err(PageProblem::NoTransaction);
    }
    Ok(carried.on_to(None))
}

/// A session that will begin or be renewed, still to be written.
struct Begun {
    session: Session,
    changes: Changes,
    carried: Carried,
}

/// The cookies of a session that began or was renewed.
struct Carried {
    cookie: SessionCookie,
    device: Option<DeviceCookie>,
    known: KnownDevice,
}

impl Carried {
    fn on_to(self, next: Option<Next>) -> Stepped {
        Stepped { next, cookie: Some(self.cookie), device: self.device, known: Some(self.known) }
    }
}

async fn begin(
    app: &Services,
    who: &Authenticated,
    ending: Ending,
    client_id: Option<String>,
    (browser, origin, now): (&Browser, &Origin, DateTime<Utc>),
) -> Result<Begun, PageProblem> {
    let before = signed_in(app, browser, now).await?;
    // What is added to a session is worth nothing without it: one that has ended meanwhile does not begin anew.
    let is_there = before.as_ref().is_some_and(|before| before.user.id == who.user().id);
    if ending.is_step_up && !is_there {
        return Err(PageProblem::NoTransaction);
    }
    let secret = Secret::new(app.entropy.token());
    let (change, session) = session_change(app, who, before, (&secret, fingerprint(app, origin).await?), now);
    // Whoever shows a second factor beside a session has signed in before.
    let arrival = if ending.is_step_up {
        None
    } else {
        let event = AuditEvent { client_id, ..Arrival::event(origin) };
        let arrival = Arrival::of(app, (who, &session), event, browser.words, now);
        Some(Box::new(arrival.map_err(OAuthError::server).map_err(PageProblem::Fault)?))
    };
    let (device, row) = ending.device.map(|device| (device.cookie, device.row)).unzip();
    let changes = Changes {
        session: Some(change),
        origin: origin.clone(),
        finishes: ending.finishes,
        device: row,
        arrival,
        ..Changes::default()
    };
    let cookie = SessionCookie { id: session.id, secret };
    let known = known_to(app, browser.known.as_ref(), who.user()).await?;
    Ok(Begun { session, changes, carried: Carried { cookie, device, known } })
}

fn session_change(
    app: &Services,
    who: &Authenticated,
    before: Option<SignedIn>,
    (secret, device): (&Secret, [u8; 32]),
    now: DateTime<Utc>,
) -> (SessionChange, Session) {
    let sessions = &app.config.sessions;
    let mut session = Session {
        id: app.entropy.row_id(now),
        user_id: who.user().id,
        secret_digest: secret.digest(),
        user_epoch: who.user().epoch,
        authentication: who.authentication().clone(),
        created_at: now,
        last_active_at: now,
        idle_expires_at: now + sessions.idle,
        absolute_expires_at: now + sessions.absolute,
        ended_at: None,
        device: Some(device),
    };
    match before.map(|before| before.session) {
        // The same person once more: the applications keep their `sid`, the cookie is new.
        Some(old) if old.user_id == session.user_id => {
            session.id = old.id;
            session.created_at = old.created_at;
            session.absolute_expires_at = old.absolute_expires_at;
            (SessionChange::Renew(session.clone()), session)
        }
        other => {
            let replaces = other.map(|other| other.id);
            (SessionChange::Begin { session: session.clone(), replaces }, session)
        }
    }
}

/// The person goes on with the account that is signed in.
///
/// # Errors
/// A page when the request is over or the store fails.
pub async fn account_chosen(
    app: &Services,
    parked: Parked,
    browser: &Browser,
    origin: &Origin,
) -> Result<Next, PageProblem> {
    let now = app.clock.now();
    let mut flow = parked.flow;
    let signed_in = signed_in(app, browser, now).await?;
    // Whoever has signed in since the page was shown is asked as well.
    flow.interaction.account_chosen = signed_in.as_ref().map(|who| who.user.id) == flow.interaction.asked;
    advance(app, flow, signed_in, Changes::default(), (origin, now)).await
}

/// The person goes back to the application without signing in.
///
/// # Errors
/// A page when the request is over or the store fails.
pub async fn cancelled(app: &Services, parked: Parked, origin: &Origin) -> Result<Next, PageProblem> {
    let refused = ErrorCode::AccessDenied.because("the person went back without signing in");
    refuse(app, parked.flow, refused, Changes::default(), (origin, app.clock.now())).await
}

/// The page had expired: the same request begins again, and asks again.
///
/// # Errors
/// A page when the store fails.
pub async fn begin_again(app: &Services, parked: Parked, origin: &Origin) -> Result<Next, PageProblem> {
    let now = app.clock.now();
    let mut flow = parked.flow;
    flow.interaction.begun_at = now;
    flow.interaction.authenticated_at = None;
    flow.interaction.account_chosen = false;
    flow.interaction.consented = false;
    park::park(app, flow, Page::Login, Changes { origin: origin.clone(), ..Changes::default() }, now).await
}
