//! Token introspection (RFC 7662).

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use crate::app::Services;
use crate::client_auth::AuthenticatedClient;
use crate::model::client::Client;
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::protocol::form::Form;
use crate::store::StoreError;
use crate::tokens::lookup::{Live, family_of_refresh_token, live_access_token, live_person};

/// Answers what the token is worth right now. `token_type_hint` changes nothing: both kinds are told apart by their form.
///
/// # Errors
/// `invalid_client` for a public client (section 2.1 wants a proof), `invalid_request` without a token.
pub async fn introspect(
    app: &Services,
    client: &AuthenticatedClient,
    form: &Form,
    now: DateTime<Utc>,
) -> Result<Map<String, Value>, OAuthError> {
    if client.metadata.is_public() {
        return Err(ErrorCode::InvalidClient.because("a public client may not introspect tokens"));
    }
    let token = form.required("token")?;
    if let Some(live) = live_access_token(app, token, now).await? {
        return Ok(if may_see(client, &live) { access_token(app, &live) } else { inactive() });
    }
    let refresh = refresh_token(app, client, token, now).await?;
    Ok(refresh.unwrap_or_else(inactive))
}

/// Section 2.2: of an inactive token nothing else is said.
fn inactive() -> Map<String, Value> {
    Map::from_iter([("active".to_owned(), Value::Bool(false))])
}

/// The client it was issued to, or a resource server it is meant for.
fn may_see(client: &Client, live: &Live) -> bool {
    let serves = |audience: &String| *audience == client.id || client.metadata.serves.contains(audience);
    live.token.client_id == client.id || live.token.audience.iter().any(serves)
}

fn access_token(app: &Services, live: &Live) -> Map<String, Value> {
    let token = &live.token;
    let mut answer = Map::new();
    let mut put = |name: &str, value: Value| answer.insert(name.to_owned(), value);
    put("active", true.into());
    put("iss", app.issuer.as_str().into());
    put("sub", token.subject.as_str().into());
    put(
        "aud",
        if let [one] = token.audience.as_slice() { one.as_str().into() } else { json!(token.audience) },
    );
    put("client_id", token.client_id.as_str().into());
    put("token_type", "Bearer".into());
    put("exp", token.expires_at.timestamp().into());
    put("iat", token.issued_at.timestamp().into());
    put("jti", token.id.as_str().into());
    if !token.scope.is_empty() {
        put("scope", token.scope.as_str().into());
    }
    if let Some((user, family)) = &live.person {
        if let Some(name) = &user.preferred_username {
            put("username", name.as_str().into());
        }
        put("acr", family.authorization.authentication.acr.as_str().into());
        put("auth_time", family.authorization.authentication.at.timestamp().into());
        put("sid", family.session_id.to_string().into());
    }
    answer
}

/// Active for the current generation alone, and only to the client that holds it.
async fn refresh_token(
    app: &Services,
    client: &Client,
    token: &str,
    now: DateTime<Utc>,
) -> Result<Option<Map<String, Value>>, StoreError> {
    let Some((family, generation)) = family_of_refresh_token(app, token, now).await? else {
        return Ok(None);
    };
    let is_current = family.generation == generation && family.is_live(now) && now < family.idle_expires_at;
    if !is_current || family.client_id != client.id || live_person(app, &family).await?.is_none() {
        return Ok(None);
    }
    let ends = family.idle_expires_at.min(family.absolute_expires_at);
    let answer = json!({
        "active": true,
        "iss": app.issuer.as_str(),
        "sub": family.user_id.to_string(),
        "client_id": family.client_id,
        "scope": family.scope.to_string(),
        "exp": ends.timestamp(),
        "iat": family.rotated_at.unwrap_or(family.created_at).timestamp(),
    });
    Ok(answer.as_object().cloned())
}
