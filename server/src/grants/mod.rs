//! Grant types: what a client can exchange for tokens (RFC 6749).
//!
//! May import `tokens`, `client_auth` and what is below them. A grant compares the caller with the
//! owner before any side effect and decides an entitlement; it does not mint. **To add a grant:** a
//! value in `protocol::grant_type`, a file here, a line in `GRANTS`.

mod authorization_code;
mod client_credentials;
pub mod direct;
mod limit;
mod refresh_token;
mod reuse;

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::app::Services;
use crate::audit;
use crate::client_auth::AuthenticatedClient;
use crate::model::audit_event::{Actor, AuditEvent, EventKind, Origin};
use crate::model::entitlement::Entitlement;
use crate::model::token_family::TokenFamily;
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::protocol::form::Form;
use crate::protocol::grant_type::GrantType;
use crate::store::{StoreError, token_families};
use crate::tokens::mint::{Minted, TokenResponse, mint};

/// A token request whose client is known.
#[derive(Debug, Clone, Copy)]
pub struct Exchange<'r> {
    /// Who asks.
    pub client: &'r AuthenticatedClient,
    /// The parameters.
    pub form: &'r Form,
    /// From where.
    pub origin: &'r Origin,
    /// Now.
    pub now: DateTime<Utc>,
}

/// The family behind a code or refresh token of `generation`. As it is remembered, if the token is then the current one:
/// the conditional write that uses it up has the last word. Else, and `again` after that write has refused, as its row is.
async fn family(
    app: &Services,
    (id, generation): (Uuid, i64),
    again: bool,
) -> Result<Option<Arc<TokenFamily>>, StoreError> {
    let remembered = app.facts.remembered_family(&app.db, id).filter(|_| !again);
    if let Some(family) = remembered.filter(|family| family.generation == generation) {
        return Ok(Some(family));
    }
    Ok(token_families::find(app.db.reader(), id).await?.map(Arc::new))
}

#[async_trait]
trait Grant: Sync {
    /// Its registered name.
    fn grant_type(&self) -> GrantType;

    /// Decides what the request is good for; `again` after a write has found that something remembered is not so any more.
    async fn redeem(
        &self,
        app: &Services,
        request: Exchange<'_>,
        again: bool,
    ) -> Result<Entitlement, OAuthError>;
}

static GRANTS: [&dyn Grant; 3] = [
    &authorization_code::AuthorizationCode,
    &refresh_token::RefreshToken,
    &client_credentials::ClientCredentials,
];

/// The grants' names, for metadata.
pub fn names() -> impl Iterator<Item = GrantType> {
    GRANTS.iter().map(|grant| grant.grant_type())
}

/// Answers a token request.
///
/// # Errors
/// The codes of RFC 6749 section 5.2.
pub async fn exchange(app: &Services, request: Exchange<'_>) -> Result<TokenResponse, OAuthError> {
    let outcome = try_exchange(app, request).await;
    if let Err(refused) = &outcome
        && !matches!(refused.code, ErrorCode::ServerError | ErrorCode::TemporarilyUnavailable)
    {
        note_refusal(app, request, refused).await?;
    }
    outcome
}

async fn try_exchange(app: &Services, request: Exchange<'_>) -> Result<TokenResponse, OAuthError> {
    let named = request.form.required("grant_type")?;
    let grant = GRANTS.iter().find(|grant| grant.grant_type().as_str() == named);
    let grant = grant.ok_or_else(|| {
        let offered = names().map(GrantType::as_str).collect::<Vec<_>>().join(" or ");
        ErrorCode::UnsupportedGrantType.because(format!("grant_type is not supported, expected {offered}"))
    })?;
    if !request.client.metadata.may_use(grant.grant_type()) {
        return Err(ErrorCode::UnauthorizedClient.because("the client is not registered for this grant_type"));
    }
    tracing::debug!(client_id = request.client.id, grant = named, "the grant was found");
    limit::check(app, request).await?;
    // Whoever loses a race finds the row as the winner left it: once for a repeated reply, once more for the next step.
    for attempt in 0..3 {
        let entitlement = grant.redeem(app, request, attempt > 0).await?;
        if let Minted::Response(response) =
            mint(app, request.client, entitlement, request.origin, request.now).await?
        {
            app.metrics.tokens.issued(grant.grant_type());
            return Ok(*response);
        }
    }
    Err(ErrorCode::InvalidGrant.because("the grant was used at the same time by another request"))
}

/// One event for a refused request. Replay and reuse have written their own, with the evidence.
async fn note_refusal(app: &Services, request: Exchange<'_>, refused: &OAuthError) -> Result<(), OAuthError> {
    if refused.cause.as_ref().is_some_and(|cause| cause.is::<reuse::Recorded>()) {
        return Ok(());
    }
    note_refusal_of(app, (request.client, request.origin, request.now), refused).await
}

async fn note_refusal_of(
    app: &Services,
    (client, origin, now): (&AuthenticatedClient, &Origin, DateTime<Utc>),
    refused: &OAuthError,
) -> Result<(), OAuthError> {
    let reason = format!("{}: {}", refused.code.as_str(), refused.description);
    let event = AuditEvent {
        actor: Actor::Client(client.id.clone()),
        client_id: Some(client.id.clone()),
        ..AuditEvent::refused(EventKind::TokenRefused, reason, origin)
    };
    audit::record(&app.db, audit::prepare(event, &*app.entropy, now)).await?;
    Ok(())
}
