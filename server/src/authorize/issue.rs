//! Issuing a code: the first state of the token family it begets.

use chrono::{DateTime, TimeDelta, Utc};

use super::locate::PageProblem;
use super::{Changes, Flow, Next, park, response_modes};
use crate::app::Services;
use crate::audit;
use crate::keys::token_tag::Derived;
use crate::model::audit_event::{Actor, AuditEvent, EventKind, Origin};
use crate::model::session::SignedIn;
use crate::model::token_family::{Authorization, CodeBinding, TokenFamily};
use crate::protocol::error::OAuthError;
use crate::protocol::scope::OFFLINE_ACCESS;
use crate::store::{StoreError, auth_events, sessions, token_families};

/// How exactly it is known when a session was last used.
const TOUCHED_EVERY: TimeDelta = TimeDelta::minutes(1);

/// Inserts the family, claims the parked request and answers the client: one transaction.
pub(super) async fn code(
    app: &Services,
    flow: Flow,
    signed_in: &SignedIn,
    changes: Changes,
    (origin, now): (&Origin, DateTime<Utc>),
) -> Result<Next, PageProblem> {
    let family = family(app, &flow, signed_in, now)?;
    let code = app.keys.current().derive(&Derived::code(family.id))?;
    let event = AuditEvent {
        actor: Actor::Person(family.user_id),
        user_id: Some(family.user_id),
        client_id: Some(family.client_id.clone()),
        session_id: Some(family.session_id),
        family_id: Some(family.id),
        generation: Some(0),
        ..AuditEvent::of(EventKind::CodeIssued, origin)
    };
    let event = audit::prepare(event, &*app.entropy, now);
    let idle_expires_at = now + app.config.sessions.idle;
    let is_due = now - signed_in.session.last_active_at >= TOUCHED_EVERY;
    let (seen, remembered) = (app.facts.family_changes(), family.clone());
    let issued = app
        .db
        .write(async move |tx| -> Result<bool, StoreError> {
            if !park::claim(tx, flow.id.as_deref(), now).await? {
                return Ok(false);
            }
            if !park::write(tx, changes, &family.client_id, now).await? {
                return Ok(false);
            }
            // A session that was ended meanwhile issues nothing; of one that lives the idle limit moves on. Within a
            // minute that is not worth a write: the code of an ended session is not redeemed either.
            if is_due && !sessions::touch(tx, family.session_id, idle_expires_at, now).await? {
                return Ok(false);
            }
            token_families::insert(tx, &family).await?;
            auth_events::insert(tx, &event).await?;
            Ok(true)
        })
        .await?;
    if !issued {
        return Err(PageProblem::NoTransaction);
    }
    app.facts.remember_family(seen, remembered);
    let destination = &flow.located.destination;
    Ok(Next::Reply(response_modes::code(destination, code.expose(), app.issuer.as_str())))
}

fn family(
    app: &Services,
    flow: &Flow,
    signed_in: &SignedIn,
    now: DateTime<Utc>,
) -> Result<TokenFamily, PageProblem> {
    let request =
        flow.request.as_ref().map_err(|_| PageProblem::internal("a refused request reached the issue"))?;
    let client = &flow.located.client;
    let redirect_uri = flow.located.destination.redirect_uri();
    Ok(TokenFamily {
        id: app.entropy.row_id(now),
        client_id: client.id.clone(),
        user_id: signed_in.user.id,
        session_id: signed_in.session.id,
        user_epoch: signed_in.user.epoch,
        scope: request.scope.clone(),
        authorization: Authorization {
            authentication: signed_in.session.authentication.clone(),
            nonce: request.nonce.clone(),
            claims: request.claims.clone(),
            wants_auth_time: request.wants_auth_time,
        },
        code_binding: CodeBinding::of(&client.id, redirect_uri, request.challenge.as_ref()),
        generation: 0,
        replays: 0,
        last_agent: None,
        refreshable: request.scope.contains(OFFLINE_ACCESS),
        created_at: now,
        rotated_at: None,
        idle_expires_at: now + app.config.tokens.code,
        absolute_expires_at: now + app.config.tokens.refresh_absolute,
        revoked_at: None,
    })
}

impl From<crate::keys::KeyError> for PageProblem {
    fn from(error: crate::keys::KeyError) -> Self {
        Self::Fault(OAuthError::from(error))
    }
}
