//! The answers of the sign-in page.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::browser::{Browser, SessionCookie};
use super::locate::PageProblem;
use super::park::{self, Parked};
use super::{Changes, Next, SessionChange, advance, refuse, signed_in};
use crate::app::Services;
use crate::audit;
use crate::authn::Authenticated;
use crate::model::audit_event::{Actor, AuditEvent, EventKind, Origin};
use crate::model::session::{Session, SignedIn};
use crate::protocol::error::ErrorCode;
use crate::secret::Secret;
use crate::store::StoreError;

/// A step that was taken, with the cookie that the browser carries from now on.
#[derive(Debug)]
pub struct Stepped {
    /// What happens next.
    pub next: Next,
    /// The new session cookie, if there is one.
    pub cookie: Option<SessionCookie>,
}

/// Somebody proved who they are: a session begins, or is renewed with a new secret, and the request goes on.
///
/// # Errors
/// A page when the request is over or the store fails.
pub async fn authenticated(
    app: &Services,
    parked: Parked,
    who: &Authenticated,
    browser: &Browser,
    origin: &Origin,
) -> Result<Stepped, PageProblem> {
    let now = app.clock.now();
    let mut flow = parked.flow;
    let before = signed_in(app, browser, now).await?;
    let secret = Secret::new(app.entropy.token());
    let (change, session) = session_change(app, who, before, &secret, now);
    flow.interaction.authenticated_at = Some(who.authentication().at);
    let event = AuditEvent {
        actor: Actor::Person(session.user_id),
        user_id: Some(session.user_id),
        client_id: Some(flow.located.client.id.clone()),
        session_id: Some(session.id),
        ..AuditEvent::of(EventKind::LoginSuccess, origin)
    };
    let changes = Changes {
        session: Some(change),
        origin: origin.clone(),
        consent: None,
        events: vec![audit::prepare(event, &*app.entropy, now)],
    };
    let cookie = SessionCookie { id: session.id, secret };
    let signed_in = SignedIn::new(session, Arc::new(who.user().clone()), now);
    let next = advance(app, flow, signed_in, changes, (origin, now)).await?;
    Ok(Stepped { next, cookie: Some(cookie) })
}

/// Somebody proved who they are at our own door, without an application: a session begins or is renewed.
///
/// # Errors
/// A page when the store fails.
pub async fn at_home(
    app: &Services,
    who: &Authenticated,
    browser: &Browser,
    origin: &Origin,
) -> Result<SessionCookie, PageProblem> {
    let now = app.clock.now();
    let before = signed_in(app, browser, now).await?;
    let secret = Secret::new(app.entropy.token());
    let (change, session) = session_change(app, who, before, &secret, now);
    let event = AuditEvent {
        actor: Actor::Person(session.user_id),
        user_id: Some(session.user_id),
        session_id: Some(session.id),
        ..AuditEvent::of(EventKind::LoginSuccess, origin)
    };
    let events = vec![audit::prepare(event, &*app.entropy, now)];
    let changes = Changes { session: Some(change), origin: origin.clone(), consent: None, events };
    let written =
        app.db.write(async move |tx| -> Result<(), StoreError> { park::write(tx, changes, "", now).await });
    written.await?;
    Ok(SessionCookie { id: session.id, secret })
}

fn session_change(
    app: &Services,
    who: &Authenticated,
    before: Option<SignedIn>,
    secret: &Secret,
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
    };
    match before.map(|before| before.session) {
        // The same person once more: the applications keep their `sid`, the cookie is new.
        Some(old) if old.user_id == session.user_id => {
            session.id = old.id;
            session.created_at = old.created_at;
            session.absolute_expires_at = old.absolute_expires_at;
            (SessionChange::Renew(session.clone()), session)
        }
        replaces => (SessionChange::Begin { session: session.clone(), replaces }, session),
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
    park::park(
        app,
        flow,
        super::prompts::Page::Login,
        Changes { origin: origin.clone(), ..Changes::default() },
        now,
    )
    .await
}
