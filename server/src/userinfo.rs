//! The userinfo endpoint's answer (OpenID Connect Core 5.3).

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use crate::app::Services;
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::protocol::scope::{self, Scope};
use crate::tokens::claims::for_userinfo;
use crate::tokens::lookup::live_access_token;

/// The claims that the token allows.
///
/// # Errors
/// `invalid_token` unless the token counts, is for a person and for us; `insufficient_scope` without `openid`.
pub async fn claims(
    app: &Services,
    token: &str,
    now: DateTime<Utc>,
) -> Result<Map<String, Value>, OAuthError> {
    let refused = || ErrorCode::InvalidToken.because("the access token is not valid (any more)");
    let live = live_access_token(app, token, now).await?.ok_or_else(refused)?;
    let (user, family) = live.person.as_ref().ok_or_else(refused)?;
    if !live.token.has_scope(scope::OPENID) {
        return Err(ErrorCode::InsufficientScope.because("the access token was not granted the scope openid"));
    }
    if !live.token.audience.iter().any(|audience| audience == app.issuer.as_str()) {
        return Err(refused());
    }
    let granted = Scope::stored(&live.token.scope);
    let mut claims = for_userinfo(user, &granted, &family.authorization.claims.userinfo);
    claims.shift_insert(0, "sub".to_owned(), user.id.to_string().into());
    Ok(claims)
}
