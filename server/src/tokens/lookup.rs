//! Reading tokens back: is it ours, and does it still count?

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::access_token::TYPE;
use crate::app::Services;
use crate::clock::from_millis;
use crate::keys::token_tag::Kind;
use crate::model::access_token::AccessToken;
use crate::model::token_family::TokenFamily;
use crate::model::user::{User, UserStatus};
use crate::store::{StoreError, token_families};

/// An access token that counts, with what it hangs on.
#[derive(Debug)]
pub struct Live {
    /// What it says.
    pub token: AccessToken,
    /// For a person: who, and by which authorization.
    pub person: Option<(Arc<User>, Arc<TokenFamily>)>,
}

/// Reads an access token of ours, whether it still counts or not. `None`: not ours, damaged, or expired.
pub fn parse_access_token(app: &Services, text: &str, now: DateTime<Utc>) -> Option<AccessToken> {
    let ring = app.keys.current();
    let token = match ring.open_opaque(app.issuer.as_str(), text, now) {
        Some(bytes) => serde_json::from_slice(bytes.as_slice()).ok()?,
        None => from_claims(app, &ring.verify(text, &[TYPE]).ok()?)?,
    };
    // RFC 7519 section 4.1.4: on or after the moment it is not accepted. No skew: the clock is ours.
    (now < token.expires_at).then_some(token)
}

fn from_claims(app: &Services, claims: &Map<String, Value>) -> Option<AccessToken> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
    let seconds =
        |name: &str| claims.get(name).and_then(Value::as_i64).map(|seconds| from_millis(seconds * 1000));
    if text("iss")? != app.issuer.as_str() {
        return None;
    }
    let audience = match claims.get("aud")? {
        Value::String(one) => vec![one.clone()],
        Value::Array(list) => list.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => return None,
    };
    Some(AccessToken {
        id: text("jti")?,
        subject: text("sub")?,
        client_id: text("client_id")?,
        audience,
        scope: text("scope").unwrap_or_default(),
        family: text("fid").map(|id| Uuid::parse_str(&id)).transpose().ok()?,
        issued_at: seconds("iat")?,
        expires_at: seconds("exp")?,
    })
}

/// The access token, if it still counts: not revoked, its client enabled, its family and person alive.
///
/// # Errors
/// When the store cannot say: then nobody is told that it counts.
pub async fn live_access_token(
    app: &Services,
    text: &str,
    now: DateTime<Utc>,
) -> Result<Option<Live>, StoreError> {
    let Some(token) = parse_access_token(app, text, now) else {
        return Ok(None);
    };
    let client = app.clients.find(&app.db, &token.client_id).await?;
    if !client.is_some_and(|client| client.is_enabled()) || app.facts.is_revoked(&app.db, &token.id).await? {
        return Ok(None);
    }
    let Some(family_id) = token.family else {
        return Ok(Some(Live { token, person: None }));
    };
    let Some(family) = app.facts.live_family(&app.db, family_id, now).await? else {
        return Ok(None);
    };
    let person = live_person(app, &family).await?;
    Ok(person.map(|user| Live { token, person: Some((user, family)) }))
}

/// The family's person, if the account may be used and has not moved on.
pub async fn live_person(app: &Services, family: &TokenFamily) -> Result<Option<Arc<User>>, StoreError> {
    let user = app.facts.person(&app.db, family.user_id).await?;
    Ok(user.filter(|user| user.status == UserStatus::Active && user.epoch == family.user_epoch))
}

/// The family that a refresh token belongs to, and its generation. `None`: not ours, damaged, or its row is gone.
pub async fn family_of_refresh_token(
    app: &Services,
    text: &str,
    now: DateTime<Utc>,
) -> Result<Option<(TokenFamily, i64)>, StoreError> {
    let Some((family, generation)) = recognise_refresh_token(app, text, now) else {
        return Ok(None);
    };
    let family = token_families::find(app.db.reader(), family).await?;
    Ok(family.map(|family| (family, generation)))
}

/// The family that a refresh token names, and its generation as the row counts it. `None`: not ours, or damaged.
pub fn recognise_refresh_token(app: &Services, text: &str, now: DateTime<Utc>) -> Option<(Uuid, i64)> {
    let token = app.keys.current().recognise(text, now).filter(|token| token.kind() == Kind::Refresh)?;
    Some((token.family, i64::try_from(token.generation).unwrap_or(i64::MAX)))
}
