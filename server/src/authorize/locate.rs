//! Where an answer may go. Until a redirect URI is verified, errors are pages (RFC 6749 section 4.1.2.1).

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use crate::app::Services;
use crate::audit;
use crate::keys::jws;
use crate::model::audit_event::{AuditEvent, EventKind, Origin};
use crate::model::client::Client;
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::protocol::form::Form;
use crate::protocol::redirect_uri;
use crate::protocol::response_mode::ResponseMode;
use crate::store::StoreError;

/// Longest `state` that is carried: it comes back in a URL.
const LONGEST_STATE: usize = 4096;

/// A verified place to answer to. Only [`locate`] makes one.
#[derive(Debug, Clone)]
pub struct Destination {
    redirect_uri: String,
    mode: ResponseMode,
    state: Option<String>,
}

impl Destination {
    /// The redirect URI exactly as it was asked for.
    pub fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    /// How the answer travels.
    pub const fn mode(&self) -> ResponseMode {
        self.mode
    }

    /// `state`, given back unchanged.
    pub fn state(&self) -> Option<&str> {
        self.state.as_deref()
    }
}

/// The client, and where it is answered.
#[derive(Debug, Clone)]
pub struct Located {
    /// Who asks.
    pub client: Arc<Client>,
    /// Where the answer goes.
    pub destination: Destination,
    /// A response mode that may not be used: told to the client by the default mode.
    pub mode_problem: bool,
}

/// Why a page is shown instead of an answer to the client.
#[derive(Debug, thiserror::Error)]
pub enum PageProblem {
    /// The client is unknown, disabled or not given: one text for all.
    #[error("the application is not known here")]
    UnknownClient,
    /// The redirect URI is not one of the client's.
    #[error("the redirect_uri is missing or not registered for this application")]
    RedirectMismatch,
    /// A parameter stands in the way of finding out where to answer.
    #[error(transparent)]
    Request(OAuthError),
    /// The parked request is over, unknown, or another browser's.
    #[error("this sign-in has ended or was never begun here")]
    NoTransaction,
    /// The store or a key failed.
    #[error(transparent)]
    Fault(OAuthError),
}

impl PageProblem {
    /// Our own fault.
    pub fn internal(cause: &'static str) -> Self {
        Self::Fault(OAuthError::server(cause))
    }
}

impl From<StoreError> for PageProblem {
    fn from(error: StoreError) -> Self {
        Self::Fault(error.into())
    }
}

/// Finds the client and the place to answer to.
///
/// # Errors
/// A page for each way in which the place cannot be trusted.
pub async fn locate(
    app: &Services,
    parameters: &Form,
    origin: &Origin,
    now: DateTime<Utc>,
) -> Result<Located, PageProblem> {
    let client_id = parameters.value("client_id");
    let found = match client_id {
        Some(id) => app.clients.find(&app.db, id).await?.filter(|client| client.is_enabled()),
        None => None,
    };
    let Some(client) = found else {
        note(app, EventKind::AuthorizeRefused, "unknown client", client_id, (origin, now)).await?;
        return Err(PageProblem::UnknownClient);
    };
    let asked = parameters.value("redirect_uri").unwrap_or_default();
    if !redirect_uri::matches(&client.metadata.redirect_uris, asked, is_demo_app(app, &client)) {
        note(app, EventKind::RedirectMismatch, "not registered", client_id, (origin, now)).await?;
        return Err(PageProblem::RedirectMismatch);
    }
    let refused = request_object(parameters);
    let inside = |name: &str| refused.as_ref().and_then(|object| object.get(name)?.as_str());
    let state = parameters.value("state").or_else(|| inside("state")).map(str::to_owned);
    if state.as_ref().is_some_and(|state| state.len() > LONGEST_STATE) {
        let refused = ErrorCode::InvalidRequest.because("state is longer than 4096 characters");
        return Err(unreadable(app, refused, origin, now).await);
    }
    let outside = parameters.value("response_mode");
    let (mode, is_wrong) = response_mode(outside.or_else(|| inside("response_mode")), &client);
    let mode_problem = is_wrong && outside.is_some();
    let destination = Destination { redirect_uri: asked.to_owned(), mode, state };
    Ok(Located { client, destination, mode_problem })
}

/// A request object, which the checks refuse: only so that the refusal reaches a client that has put `state` and
/// `response_mode` nowhere else. It comes from the same browser as the parameters, and is believed no more than they are.
fn request_object(parameters: &Form) -> Option<Map<String, Value>> {
    jws::claims_of_refused(parameters.value("request")?)
}

/// A request with which nothing can be done, not even an answer to the client: noted, and told on a page.
pub async fn unreadable(
    app: &Services,
    refused: OAuthError,
    origin: &Origin,
    now: DateTime<Utc>,
) -> PageProblem {
    let reason = format!("{}: {}", refused.code.as_str(), refused.description);
    match note(app, EventKind::AuthorizeRefused, &reason, None, (origin, now)).await {
        Ok(()) => PageProblem::Request(refused),
        Err(error) => error.into(),
    }
}

/// A page of a parked request that another browser opens: noted, since its address was taken from somewhere.
///
/// # Errors
/// When the store fails.
pub(super) async fn note_stranger(
    app: &Services,
    origin: &Origin,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let reason = "the sign-in was begun in another browser";
    note(app, EventKind::AuthorizeRefused, reason, None, (origin, now)).await
}

/// A page of a request that is not parked: old, finished or made up.
///
/// # Errors
/// When the store fails.
pub(super) async fn note_lost(
    app: &Services,
    origin: &Origin,
    now: DateTime<Utc>,
) -> Result<(), PageProblem> {
    let reason = "the sign-in is unknown or finished";
    let event = AuditEvent::refused(EventKind::AuthorizeRefused, reason, origin);
    audit::note_refused(app, event, now).await.map_err(PageProblem::Fault)
}

/// `query` is the default of `code` (Multiple Response Type Encoding Practices 3).
fn response_mode(asked: Option<&str>, client: &Client) -> (ResponseMode, bool) {
    match asked {
        None => (ResponseMode::Query, false),
        Some(text) => match ResponseMode::parse(text) {
            Some(mode) if client.metadata.response_modes.contains(&mode) => (mode, false),
            _ => (ResponseMode::Query, true),
        },
    }
}

/// In `dev`, the demo's native client may use any port of localhost too.
fn is_demo_app(app: &Services, client: &Client) -> bool {
    app.is_dev && client.id == crate::model::client::DEMO_APP
}

async fn note(
    app: &Services,
    kind: EventKind,
    reason: &str,
    client_id: Option<&str>,
    (origin, now): (&Origin, DateTime<Utc>),
) -> Result<(), StoreError> {
    let event =
        AuditEvent { client_id: client_id.map(str::to_owned), ..AuditEvent::refused(kind, reason, origin) };
    audit::record(&app.db, audit::prepare(event, &*app.entropy, now)).await
}
