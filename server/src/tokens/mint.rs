//! Turning an entitlement into a token response (RFC 6749 section 5.1).

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use super::{access_token, id_token};
use crate::app::Services;
use crate::audit;
use crate::client_auth::AuthenticatedClient;
use crate::keys::token_tag::Derived;
use crate::model::audit_event::{Actor, AuditEvent, EventKind, Origin};
use crate::model::entitlement::{Entitlement, PersonEntitlement, Step};
use crate::model::token_family::TokenFamily;
use crate::protocol::client_metadata::AccessTokenFormat;
use crate::protocol::error::OAuthError;
use crate::protocol::scope::{self, Scope};
use crate::secret::digest;
use crate::store::token_families::{self, Advance};
use crate::store::{StoreError, auth_events};

/// The response. Its texts are secrets: nothing prints them.
#[derive(Serialize)]
pub struct TokenResponse {
    /// The access token.
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: &'static str,
    /// Seconds.
    pub expires_in: i64,
    /// The refresh token, if one is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    /// The ID token, with scope `openid`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token: Option<String>,
    /// What was granted.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub scope: String,
}

/// How it went.
pub enum Minted {
    /// The tokens.
    Response(Box<TokenResponse>),
    /// The row had moved on: look again.
    Overtaken,
}

/// Makes the tokens and uses up what they were given for.
///
/// # Errors
/// `server_error` when a key or the store fails, `temporarily_unavailable` when it is overloaded.
pub async fn mint(
    app: &Services,
    client: &AuthenticatedClient,
    entitlement: Entitlement,
    origin: &Origin,
    now: DateTime<Utc>,
) -> Result<Minted, OAuthError> {
    match entitlement {
        Entitlement::Service { scope } => mint_for_service(app, client, &scope, origin, now).await,
        Entitlement::Person(person) => mint_for_person(app, client, *person, origin, now).await,
    }
}

async fn mint_for_service(
    app: &Services,
    client: &AuthenticatedClient,
    granted: &Scope,
    origin: &Origin,
    now: DateTime<Utc>,
) -> Result<Minted, OAuthError> {
    let life = app.config.tokens.service;
    let token = access_token::compose(app, client, granted, None, (now, life));
    let text = access_token::write(app, client, &token, None).await?;
    let event = AuditEvent {
        actor: Actor::Client(client.id.clone()),
        client_id: Some(client.id.clone()),
        ..AuditEvent::of(EventKind::TokenIssued, origin)
    };
    audit::record(&app.db, audit::prepare(event, &*app.entropy, now)).await?;
    Ok(Minted::Response(Box::new(TokenResponse {
        access_token: text,
        token_type: "Bearer",
        expires_in: life.num_seconds(),
        refresh_token: None,
        id_token: None,
        scope: granted.to_string(),
    })))
}

async fn mint_for_person(
    app: &Services,
    client: &AuthenticatedClient,
    person: PersonEntitlement,
    origin: &Origin,
    now: DateTime<Utc>,
) -> Result<Minted, OAuthError> {
    let response = compose(app, client, &person, now).await?;
    let event = audit::prepare(event(client, &person, origin), &*app.entropy, now);
    let family = person.family;
    let step = person.step;
    let advance =
        Advance { idle_expires_at: now + app.config.tokens.refresh_idle, agent: agent_digest(origin), now };
    let keep_until = keep_until(app, &family, now);
    let seen = app.facts.family_changes();
    let moved_on = (!matches!(step, Step::Repeat { .. }))
        .then(|| family.at_generation(step.successor(), (advance.idle_expires_at, advance.agent), now));
    let won = app
        .db
        .write(async move |tx| -> Result<bool, StoreError> {
            let won = match step {
                Step::Redeem => token_families::redeem(tx, &family, advance, keep_until).await?,
                Step::Rotate { from } => token_families::rotate(tx, &family, from, advance).await?,
                Step::Repeat { current } => token_families::repeat(tx, &family, current, now).await?,
            };
            if won {
                auth_events::insert(tx, &event).await?;
            }
            Ok(won)
        })
        .await?;
    if !won {
        return Ok(Minted::Overtaken);
    }
    if let Some(family) = moved_on {
        app.facts.remember_family(seen, family);
    }
    Ok(Minted::Response(Box::new(response)))
}

/// Until when the row is needed: for a refreshable family to its absolute end, else as long as its access token lives.
fn keep_until(app: &Services, family: &TokenFamily, now: DateTime<Utc>) -> DateTime<Utc> {
    let end = if family.refreshable { family.absolute_expires_at } else { now };
    end + app.config.tokens.access + TimeDelta::minutes(1)
}

/// SHA-256 of the user agent: tells one program of a public client from another.
pub fn agent_digest(origin: &Origin) -> Option<[u8; 32]> {
    origin.user_agent.as_deref().map(|agent| digest(agent.as_bytes()))
}

async fn compose(
    app: &Services,
    client: &AuthenticatedClient,
    person: &PersonEntitlement,
    now: DateTime<Utc>,
) -> Result<TokenResponse, OAuthError> {
    let family = &person.family;
    let knows_roles = client.metadata.first_party || person.scope.contains("roles");
    let roles = if knows_roles { Some(app.facts.roles(&app.db, person.user.id).await?) } else { None };
    let part = access_token::PersonPart {
        user_id: person.user.id,
        session_id: family.session_id,
        family_id: family.id,
        authentication: &family.authorization.authentication,
        roles: roles.as_deref(),
    };
    // No token outlives its family.
    let life = app.config.tokens.access.min(family.absolute_expires_at - now);
    let token = access_token::compose(app, client, &person.scope, Some(&part), (now, life));
    let access_token = access_token::write(app, client, &token, Some(&part)).await?;
    let is_first = person.step == Step::Redeem;
    let id_token = if person.scope.contains(scope::OPENID) {
        let claims = id_token::claims(app, client, &person.user, family, (&access_token, is_first, now));
        let algorithm = client.metadata.id_token_signed_response_alg;
        Some(app.keys.sign(algorithm, id_token::TYPE, &claims).await?)
    } else {
        None
    };
    Ok(TokenResponse {
        access_token,
        token_type: "Bearer",
        expires_in: life.num_seconds(),
        refresh_token: refresh_token(app, person)?,
        id_token,
        scope: person.scope.to_string(),
    })
}

fn refresh_token(app: &Services, person: &PersonEntitlement) -> Result<Option<String>, OAuthError> {
    if !person.family.refreshable {
        return Ok(None);
    }
    let successor = Derived { family: person.family.id, generation: person.step.successor().unsigned_abs() };
    Ok(Some(app.keys.current().derive(&successor)?.expose().to_owned()))
}

fn event(client: &AuthenticatedClient, person: &PersonEntitlement, origin: &Origin) -> AuditEvent {
    let (kind, reason) = match person.step {
        Step::Redeem => (EventKind::TokenIssued, None),
        Step::Rotate { .. } => (EventKind::TokenRefreshed, None),
        Step::Repeat { .. } => (EventKind::TokenRefreshed, Some("repeated within the grace time".to_owned())),
    };
    let format = match client.metadata.access_token_format {
        AccessTokenFormat::Jwt => "jwt",
        AccessTokenFormat::Opaque => "opaque",
    };
    AuditEvent {
        reason,
        actor: Actor::Client(client.id.clone()),
        user_id: Some(person.user.id),
        client_id: Some(client.id.clone()),
        session_id: Some(person.family.session_id),
        family_id: Some(person.family.id),
        generation: Some(person.step.successor()),
        detail: Some(serde_json::json!({ "format": format, "scope": person.scope.to_string() })),
        ..AuditEvent::of(kind, origin)
    }
}
