//! Whom the client means: `id_token_hint`, `login_hint`, and in which language (OpenID Connect Core 3.1.2.1).

use super::Draft;
use crate::model::interaction::AuthorizationRequest;
use crate::protocol::error::{ErrorCode, OAuthError};
use serde_json::Value;

const LONGEST_HINT: usize = 254;

pub(super) fn check(draft: &Draft<'_>, request: &mut AuthorizationRequest) -> Result<(), OAuthError> {
    request.ui_locales = draft.parameters.value("ui_locales").map(str::to_owned);
    let short = draft.parameters.value("login_hint").filter(|hint| hint.len() <= LONGEST_HINT);
    request.login_hint = short.map(str::to_owned);
    if let Some(hint) = draft.parameters.value("id_token_hint") {
        let subject = subject_of(draft, hint).ok_or_else(|| {
            ErrorCode::InvalidRequest.because("id_token_hint is not an ID token of this issuer")
        })?;
        if request.subject.as_ref().is_some_and(|known| *known != subject) {
            return Err(ErrorCode::LoginRequired.because("id_token_hint and claims mean different people"));
        }
        request.subject = Some(subject);
    }
    Ok(())
}

/// An expired ID token is a good hint; one that we did not sign is none.
fn subject_of(draft: &Draft<'_>, hint: &str) -> Option<String> {
    let claims = draft.app.keys.current().verify(hint, &["JWT"]).ok()?;
    let is_ours = claims.get("iss").and_then(Value::as_str) == Some(draft.app.issuer.as_str());
    claims.get("sub").and_then(Value::as_str).filter(|_| is_ours).map(str::to_owned)
}
