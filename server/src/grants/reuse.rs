//! A code or refresh token came a second time: everything that descends from it ends.

use chrono::{DateTime, Utc};

use crate::app::Services;
use crate::causes::with_causes;
use crate::ephemeral::throttle::{Limit, Verdict};
use crate::mail::letters::TokenReused;
use crate::mail::notices;
use crate::metrics::limits::LimitName;
use crate::metrics::tokens::Reused;
use crate::model::audit_event::{Actor, AuditEvent, EventKind};
use crate::model::mail::Mail;
use crate::model::token_family::TokenFamily;
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::store::{StoreError, users};
use crate::tokens::revoke;

use super::Exchange;

/// Says that the event of this refusal has been written, with the evidence.
#[derive(Debug, thiserror::Error)]
#[error("the family was revoked")]
pub(super) struct Recorded;

pub(super) async fn of_code(
    app: &Services,
    family: &TokenFamily,
    request: Exchange<'_>,
) -> Result<OAuthError, StoreError> {
    let event = event(EventKind::CodeReplay, family, 0, request);
    let ended = revoke::family(app, family, false, (event, None), request.now).await?;
    app.metrics.tokens.reused(Reused::Code);
    Ok(refusal("the authorization code was already used", ended))
}

pub(super) async fn of_refresh_token(
    app: &Services,
    family: &TokenFamily,
    generation: i64,
    request: Exchange<'_>,
) -> Result<OAuthError, StoreError> {
    let event = event(EventKind::RefreshReuseDetected, family, generation, request);
    // Of the operator's own application the sign-in ends too: somebody else holds its token.
    let ends_session = request.client.metadata.first_party;
    let letter = letter(app, family, generation, request).await?;
    let ended = revoke::family(app, family, ends_session, (event, letter), request.now).await?;
    app.metrics.tokens.reused(Reused::RefreshToken);
    Ok(refusal("the refresh token was already used", ended))
}

/// To the person: somebody may have copied the token. What comes from after a backup was taken is no reuse.
async fn letter(
    app: &Services,
    family: &TokenFamily,
    generation: i64,
    request: Exchange<'_>,
) -> Result<Option<Mail>, StoreError> {
    let user = users::find(app.db.reader(), family.user_id).await?;
    let Some(user) = user.filter(|_| generation < family.generation) else { return Ok(None) };
    if !may_write(app, family, request.now).await {
        return Ok(None);
    }
    let application = request.client.name().to_owned();
    let letter = TokenReused { application, sessions: app.issuer.join("/account/sessions") };
    // The family ends whether a letter can be written or not.
    Ok(notices::to_person(app, &user, &letter, request.now).unwrap_or_else(|error| {
        tracing::error!(error = with_causes(&error), "a letter about a reused refresh token is missing");
        None
    }))
}

/// An application that brings this about again and again fills nobody's mailbox. Where the counts fail nobody is written to.
async fn may_write(app: &Services, family: &TokenFamily, now: DateTime<Utc>) -> bool {
    let Some(rate) = app.config.limits.mail.limit() else { return true };
    let parts = ["reuse", &family.user_id.to_string(), &family.client_id];
    let counted = app.throttle.reserve(&[Limit::of(LimitName::Mail, &parts, rate)], now).await;
    matches!(counted, Ok(Verdict::Allowed(_)))
}

fn refusal(description: &'static str, recorded: bool) -> OAuthError {
    let error = ErrorCode::InvalidGrant.because(description);
    if recorded { error.caused_by(Recorded) } else { error }
}

fn event(kind: EventKind, family: &TokenFamily, generation: i64, request: Exchange<'_>) -> AuditEvent {
    AuditEvent {
        actor: Actor::Client(request.client.id.clone()),
        user_id: Some(family.user_id),
        client_id: Some(family.client_id.clone()),
        session_id: Some(family.session_id),
        family_id: Some(family.id),
        generation: Some(generation),
        detail: Some(serde_json::json!({
            "current_generation": family.generation,
            "rotated_at": family.rotated_at.map(|at| at.to_rfc3339()),
        })),
        ..AuditEvent::refused(kind, "presented again after its successor", request.origin)
    }
}
