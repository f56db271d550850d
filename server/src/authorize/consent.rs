//! The answers of the consent page.

use super::browser::Browser;
use super::locate::PageProblem;
use super::park::Parked;
use super::prompts::consent_asked;
use super::{Changes, Next, advance, refuse, signed_in};
use crate::app::Services;
use crate::audit;
use crate::model::audit_event::{Actor, AuditEvent, EventKind, Origin};
use crate::model::session::SignedIn;
use crate::protocol::error::ErrorCode;
use crate::store::consents;

/// The person allowed what the parked request asks: never more, whatever the form said.
///
/// # Errors
/// A page when the request is over or the store fails.
pub async fn allowed(
    app: &Services,
    parked: Parked,
    browser: &Browser,
    origin: &Origin,
) -> Result<Next, PageProblem> {
    let now = app.clock.now();
    let mut flow = parked.flow;
    let signed_in = signed_in(app, browser, now).await?;
    let mut changes = Changes::default();
    // Whoever has signed in since the page was shown has not read it, and is asked.
    let who_was_asked = signed_in.as_ref().filter(|who| flow.interaction.asked == Some(who.user.id));
    if let (Some(signed_in), Ok(request)) = (who_was_asked, &flow.request) {
        let user = signed_in.user.id;
        let before =
            consents::find(app.db.reader(), user, &flow.located.client.id).await?.unwrap_or_default();
        changes.consent = Some((user, before.with(&consent_asked(request))));
        let event = event(EventKind::ConsentGranted, signed_in, &flow.located.client.id, origin);
        changes.events.push(audit::prepare(event, &*app.entropy, now));
        flow.interaction.consented = true;
    }
    advance(app, flow, signed_in, changes, (origin, now)).await
}

/// The person said no.
///
/// # Errors
/// A page when the request is over or the store fails.
pub async fn denied(
    app: &Services,
    parked: Parked,
    browser: &Browser,
    origin: &Origin,
) -> Result<Next, PageProblem> {
    let now = app.clock.now();
    let flow = parked.flow;
    let mut changes = Changes::default();
    if let Some(signed_in) = signed_in(app, browser, now).await? {
        let event = event(EventKind::ConsentDenied, &signed_in, &flow.located.client.id, origin);
        changes.events.push(audit::prepare(event, &*app.entropy, now));
    }
    let refused = ErrorCode::AccessDenied.because("the person denied the request");
    refuse(app, flow, refused, changes, (origin, now)).await
}

fn event(kind: EventKind, signed_in: &SignedIn, client_id: &str, origin: &Origin) -> AuditEvent {
    AuditEvent {
        actor: Actor::Person(signed_in.user.id),
        user_id: Some(signed_in.user.id),
        client_id: Some(client_id.to_owned()),
        session_id: Some(signed_in.session.id),
        ..AuditEvent::of(kind, origin)
    }
}
