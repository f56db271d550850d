//! The `claims` parameter (OpenID Connect Core 5.5).

use super::Draft;
use crate::model::interaction::AuthorizationRequest;
use crate::protocol::claims_request::ClaimsRequest;
use crate::protocol::error::OAuthError;

pub(super) fn check(draft: &Draft<'_>, request: &mut AuthorizationRequest) -> Result<(), OAuthError> {
    if let Some(text) = draft.parameters.value("claims") {
        request.claims = ClaimsRequest::parse(text)?;
        request.wants_auth_time |= request.claims.auth_time;
        request.subject.clone_from(&request.claims.subject);
    }
    Ok(())
}
