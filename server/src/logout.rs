//! RP-Initiated Logout 1.0.
//!
//! A request with a good `id_token_hint` for the person who is signed in ends the session at once; any other asks
//! first (section 2: the OP must ask when the hint is absent or means somebody else).

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::app::Services;
use crate::audit;
use crate::model::audit_event::{Actor, AuditEvent, EventKind, Origin};
use crate::model::client::Client;
use crate::model::session::{Session, SignedIn};
use crate::protocol::client_metadata::ClientMetadata;
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::protocol::form::Form;
use crate::protocol::redirect_uri;
use crate::protocol::scope::OFFLINE_ACCESS;
use crate::store::{StoreError, auth_events, sessions, token_families};

/// A logout request, judged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogoutRequest {
    /// The application that asks.
    pub client_id: Option<String>,
    /// Its name.
    pub application: Option<String>,
    /// Whether the hint proves that it speaks of the session at hand.
    pub is_proven: bool,
    /// Where the browser goes afterwards: registered, with `state` already added.
    pub return_to: Option<String>,
}

/// Judges the parameters; of a refusal there is one event.
///
/// # Errors
/// `invalid_request` for a hint that is not ours, a client that contradicts it, or a redirect URI that is not registered.
pub async fn judge(
    app: &Services,
    form: &Form,
    signed_in: Option<&SignedIn>,
    origin: &Origin,
) -> Result<LogoutRequest, OAuthError> {
    let judged = weigh(app, form, signed_in).await;
    if let Err(refused) = &judged
        && !refused.is_ours()
    {
        let reason = format!("{}: {}", refused.code.as_str(), refused.description);
        let event = AuditEvent {
            client_id: form.value("client_id").map(str::to_owned),
            ..AuditEvent::refused(EventKind::LogoutRefused, reason, origin)
        };
        audit::record(&app.db, audit::prepare(event, &*app.entropy, app.clock.now())).await?;
    }
    judged
}

async fn weigh(
    app: &Services,
    form: &Form,
    signed_in: Option<&SignedIn>,
) -> Result<LogoutRequest, OAuthError> {
    let hint = form.value("id_token_hint").map(|hint| read_hint(app, hint)).transpose()?;
    let named = form.value("client_id").map(str::to_owned);
    if let (Some(hint), Some(named)) = (&hint, &named)
        && hint.client_id != *named
    {
        return Err(ErrorCode::InvalidRequest.because("client_id is not the audience of id_token_hint"));
    }
    let client_id = named.or_else(|| hint.as_ref().map(|hint| hint.client_id.clone()));
    let client = match &client_id {
        Some(id) => app.clients.find(&app.db, id).await?.filter(|client| client.is_enabled()),
        None => None,
    };
    let return_to = match form.value("post_logout_redirect_uri") {
        None => None,
        Some(uri) => Some(return_address(client.as_deref(), uri, form.value("state"))?),
    };
    let is_proven = hint.is_some_and(|hint| match signed_in {
        Some(signed_in) => hint.subject == signed_in.user.id.to_string(),
        // Nobody is signed in: there is nothing left to ask.
        None => true,
    });
    Ok(LogoutRequest {
        application: client.map(|client| client.name().to_owned()),
        client_id,
        is_proven,
        return_to,
    })
}

struct Hint {
    subject: String,
    client_id: String,
}

/// Section 2: an expired ID token, or one under a retired key, is a good hint.
fn read_hint(app: &Services, hint: &str) -> Result<Hint, OAuthError> {
    let refused = || ErrorCode::InvalidRequest.because("id_token_hint is not an ID token of this issuer");
    let claims = app.keys.current().verify(hint, &["JWT"]).map_err(|error| refused().caused_by(error))?;
    let text = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
    if text("iss").as_deref() != Some(app.issuer.as_str()) {
        return Err(refused());
    }
    Ok(Hint { subject: text("sub").ok_or_else(refused)?, client_id: text("aud").ok_or_else(refused)? })
}

fn return_address(client: Option<&Client>, uri: &str, state: Option<&str>) -> Result<String, OAuthError> {
    let registered =
        |metadata: &ClientMetadata| metadata.post_logout_redirect_uris.iter().any(|known| known == uri);
    if !client.is_some_and(|client| registered(&client.metadata)) {
        return Err(
            ErrorCode::InvalidRequest.because("post_logout_redirect_uri is not registered for this client")
        );
    }
    Ok(match state {
        Some(state) => redirect_uri::append(uri, &[("state", state)]),
        None => uri.to_owned(),
    })
}

/// What signing out has ended.
#[derive(Debug)]
pub struct Ended {
    /// Whether the session was live until now.
    pub was_live: bool,
    /// The clients that were signed out of.
    pub clients: Vec<String>,
}

/// Ends the session and every family begun in it, but those of third parties that may act while the person is away:
/// these live until they are withdrawn.
///
/// # Errors
/// When the store cannot do it: then nobody is told that it is done.
pub async fn end(
    app: &Services,
    session: &Session,
    client_id: Option<String>,
    origin: &Origin,
    now: DateTime<Utc>,
) -> Result<Ended, StoreError> {
    let (kept, clients) = clients_of(app, session).await?;
    let event = AuditEvent {
        actor: Actor::Person(session.user_id),
        user_id: Some(session.user_id),
        client_id,
        session_id: Some(session.id),
        ..AuditEvent::of(EventKind::Logout, origin)
    };
    let recorded = audit::prepare(event, &*app.entropy, now);
    let id = session.id;
    let written = app.db.write(async move |tx| -> Result<bool, StoreError> {
        let was_live = sessions::end(tx, id, now).await?;
        if was_live {
            token_families::revoke_of_session(tx, id, &kept, EventKind::Logout.as_str(), now).await?;
            auth_events::insert(tx, &recorded).await?;
        }
        Ok(was_live)
    });
    Ok(Ended { was_live: written.await?, clients })
}

/// The session's clients: those whose families stay, and those whose end.
async fn clients_of(app: &Services, session: &Session) -> Result<(Vec<String>, Vec<String>), StoreError> {
    let (mut kept, mut ended) = (Vec::new(), Vec::new());
    for id in token_families::clients_of_session(app.db.reader(), session.id).await? {
        let client = app.clients.find(&app.db, &id).await?;
        let away = |metadata: &ClientMetadata| metadata.allowed_scope().contains(OFFLINE_ACCESS);
        let stays = client.is_some_and(|client| !client.metadata.first_party && away(&client.metadata));
        if stays { kept.push(id) } else { ended.push(id) }
    }
    Ok((kept, ended))
}
