//! Token revocation (RFC 7009).

use chrono::{DateTime, Utc};

use crate::app::Services;
use crate::audit;
use crate::client_auth::AuthenticatedClient;
use crate::model::audit_event::{Actor, AuditEvent, EventKind, Origin};
use crate::protocol::error::OAuthError;
use crate::protocol::form::Form;
use crate::store::{StoreError, auth_events, revoked_tokens};
use crate::tokens::lookup::{family_of_refresh_token, parse_access_token};
use crate::tokens::revoke;

/// Ends the token, whatever `token_type_hint` says. An unknown token, one that has ended and one of another client
/// are all answered alike, and nothing happens (section 2.2).
///
/// # Errors
/// `invalid_request` without a token; `temporarily_unavailable` when the store is away: never a false promise.
pub async fn revoke(
    app: &Services,
    client: &AuthenticatedClient,
    form: &Form,
    origin: &Origin,
    now: DateTime<Utc>,
) -> Result<(), OAuthError> {
    let token = form.required("token")?;
    let event = AuditEvent {
        actor: Actor::Client(client.id.clone()),
        client_id: Some(client.id.clone()),
        ..AuditEvent::of(EventKind::TokenRevoked, origin)
    };
    // A refresh token of any generation ends its family, and with it every access token.
    if let Some((family, generation)) = family_of_refresh_token(app, token, now).await? {
        if family.client_id == client.id && generation <= family.generation {
            let event = AuditEvent {
                user_id: Some(family.user_id),
                session_id: Some(family.session_id),
                family_id: Some(family.id),
                generation: Some(generation),
                ..event
            };
            revoke::family(app, &family, false, (event, None), now).await?;
        }
        return Ok(());
    }
    if let Some(access) = parse_access_token(app, token, now).filter(|access| access.client_id == client.id) {
        let recorded = audit::prepare(AuditEvent { family_id: access.family, ..event }, &*app.entropy, now);
        app.db
            .write(async move |tx| -> Result<(), StoreError> {
                if revoked_tokens::insert(tx, &access.id, access.expires_at).await? {
                    auth_events::insert(tx, &recorded).await?;
                }
                Ok(())
            })
            .await?;
    }
    Ok(())
}
