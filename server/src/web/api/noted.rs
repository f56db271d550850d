//! One event for each call that was refused, whichever handler or extractor refused it.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::problem::Problem;
use crate::audit::note_refused;
use crate::model::audit_event::{Actor, AuditEvent, EventKind};
use crate::web::Site;
use crate::web::cors::SpokenFor;
use crate::web::extract::origin::origin;

/// Why a call was refused: among its answer's extensions.
#[derive(Debug, Clone)]
pub(super) struct Refused(pub(super) String);

/// Writes the event of a refusal before it is told.
pub async fn noted(State(site): State<Site>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let origin = origin(&parts, &site);
    let response = next.run(Request::from_parts(parts, body)).await;
    let Some(Refused(reason)) = response.extensions().get() else { return response };
    let client = response.extensions().get::<SpokenFor>().map(|SpokenFor(id)| id.clone());
    let event = AuditEvent {
        actor: client.clone().map_or(Actor::Unknown, Actor::Client),
        client_id: client,
        ..AuditEvent::refused(EventKind::RequestRefused, reason.clone(), &origin)
    };
    match note_refused(&site, event, site.clock.now()).await {
        Ok(()) => response,
        Err(error) => Problem::from(error).into_response(),
    }
}
