//! How a client proves who it is (RFC 6749 section 2.3, OpenID Connect Core 9).
//!
//! May import `store`, `ephemeral`, `keys`, `audit`, `model`, `protocol`. A method finds its own
//! evidence in the request; more than one piece of evidence is an error; the registered method must be
//! the one that was used. **To add a method:** a value in `protocol::auth_method`, a file here, a
//! line in `METHODS`.

mod assertion;
mod client_secret_basic;
mod client_secret_jwt;
mod client_secret_post;
mod limit;
mod none;
mod private_key_jwt;
mod shared_secret;

use std::ops::Deref;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::app::Services;
use crate::audit;
use crate::model::audit_event::{Actor, AuditEvent, EventKind, Origin};
use crate::model::client::Client;
use crate::protocol::auth_method::AuthMethod;
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::protocol::form::Form;
use crate::sealing::place::Place;
use crate::secret::Secret;

/// Under which name failures count that are no registered client's.
const NOBODY: &str = "";

/// Where the secret of the client `id` lies sealed, if it lies sealed.
pub fn sealed_place(id: &str) -> Place<'_> {
    Place { table: "oauth_client", column: "sealed_secret", row: id }
}

/// What a request brings along.
#[derive(Debug, Clone, Copy)]
pub struct Presented<'r> {
    /// Every `Authorization` header.
    pub authorization: &'r [Secret],
    /// The body's parameters.
    pub form: &'r Form,
}

/// What one method found in a request.
#[derive(Debug)]
pub struct Evidence {
    /// The client it claims to be.
    pub client_id: String,
    /// The proof.
    pub proof: Proof,
}

/// A proof that is still to be checked.
#[derive(Debug)]
pub enum Proof {
    /// Nothing but the id.
    Nothing,
    /// A shared secret.
    Secret(Secret),
    /// A signed assertion (RFC 7523).
    Assertion(Secret),
}

/// One way to authenticate.
#[async_trait]
trait Method: Sync {
    /// Its registered name.
    fn name(&self) -> AuthMethod;

    /// The evidence for this method in the request, if there is any.
    fn presented(&self, request: Presented<'_>) -> Result<Option<Evidence>, OAuthError>;

    /// Checks the proof against the registration.
    async fn verify(
        &self,
        app: &Services,
        client: &Client,
        proof: Proof,
        now: DateTime<Utc>,
    ) -> Result<(), OAuthError>;
}

static METHODS: [&dyn Method; 5] = [
    &client_secret_basic::ClientSecretBasic,
    &client_secret_post::ClientSecretPost,
    &client_secret_jwt::ClientSecretJwt,
    &private_key_jwt::PrivateKeyJwt,
    &none::None,
];

/// The methods' names, for metadata.
pub fn names() -> impl Iterator<Item = AuthMethod> {
    METHODS.iter().map(|method| method.name())
}

/// A client that proved who it is. Only [`authenticate`] makes one.
#[derive(Debug, Clone)]
pub struct AuthenticatedClient(Arc<Client>);

impl Deref for AuthenticatedClient {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.0
    }
}

/// Finds out which client speaks, and that it is this client.
///
/// # Errors
/// `invalid_request` for more than one proof or contradicting ids, `invalid_client` when the proof
/// is missing or wrong, `slow_down` after too many wrong ones.
pub async fn authenticate(
    app: &Services,
    request: Presented<'_>,
    origin: &Origin,
    now: DateTime<Utc>,
) -> Result<AuthenticatedClient, OAuthError> {
    let found = find_evidence(request);
    let named = found.as_ref().ok().map(|(_, evidence)| evidence.client_id.clone());
    let client = match &named {
        Some(id) => app.clients.find(&app.db, id).await?,
        None => None,
    };
    // Ids that nobody registered count as one: who makes them up does not choose his limit.
    let counted = client.as_ref().map_or(NOBODY, |client| &client.id).to_owned();
    limit::check(app, &counted, origin, now)?;
    let outcome = match found {
        Ok((method, evidence)) => verify(app, method, evidence, client, now).await,
        Err(refused) => Err(refused),
    };
    match outcome {
        Err(refused) if refused.is_ours() => Err(refused),
        Err(refused) => Err(note(app, (named, &counted), refused, origin, now).await?),
        proved => proved,
    }
}

/// A request that could not be read: counted and recorded like one whose client is unknown.
///
/// # Errors
/// `slow_down` after too many of them.
pub async fn refuse_unread(
    app: &Services,
    refused: OAuthError,
    origin: &Origin,
    now: DateTime<Utc>,
) -> Result<OAuthError, OAuthError> {
    limit::check(app, NOBODY, origin, now)?;
    note(app, (None, NOBODY), refused, origin, now).await
}

/// One event for a failure, which counts.
async fn note(
    app: &Services,
    (named, counted): (Option<String>, &str),
    refused: OAuthError,
    origin: &Origin,
    now: DateTime<Utc>,
) -> Result<OAuthError, OAuthError> {
    let reason = format!("{}: {}", refused.code.as_str(), refused.description);
    let event = AuditEvent {
        actor: named.clone().map_or(Actor::Unknown, Actor::Client),
        client_id: named,
        ..AuditEvent::refused(EventKind::ClientAuthFailed, reason, origin)
    };
    audit::record(&app.db, audit::prepare(event, &*app.entropy, now)).await?;
    limit::note(app, counted, origin, now).await?;
    Ok(refused)
}

fn find_evidence(request: Presented<'_>) -> Result<(&'static dyn Method, Evidence), OAuthError> {
    if request.authorization.len() > 1 {
        return Err(ErrorCode::InvalidRequest.because("more than one Authorization header"));
    }
    let mut found: Option<(&'static dyn Method, Evidence)> = None;
    for method in METHODS {
        // A bare client_id is evidence only where nothing else is.
        if method.name() == AuthMethod::None && found.is_some() {
            continue;
        }
        if let Some(evidence) = method.presented(request)? {
            if found.is_some() {
                return Err(
                    ErrorCode::InvalidRequest.because("more than one way of client authentication is used")
                );
            }
            found = Some((method, evidence));
        }
    }
    let (method, evidence) =
        found.ok_or_else(|| ErrorCode::InvalidClient.because("client authentication is missing"))?;
    if request.form.value("client_id").is_some_and(|id| id != evidence.client_id) {
        return Err(ErrorCode::InvalidRequest.because("client_id is not the client that authenticates"));
    }
    Ok((method, evidence))
}

async fn verify(
    app: &Services,
    method: &dyn Method,
    evidence: Evidence,
    client: Option<Arc<Client>>,
    now: DateTime<Utc>,
) -> Result<AuthenticatedClient, OAuthError> {
    // One text for a client that is unknown, disabled, or registered for another method: who guesses learns nothing.
    let refused = || ErrorCode::InvalidClient.because("the client is unknown or its authentication is wrong");
    let client = client.ok_or_else(refused)?;
    if !client.is_enabled() || client.metadata.token_endpoint_auth_method != method.name() {
        return Err(refused().caused_by("disabled, or registered for another method"));
    }
    method.verify(app, &client, evidence.proof, now).await?;
    Ok(AuthenticatedClient(client))
}
