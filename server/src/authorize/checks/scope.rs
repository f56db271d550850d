//! `scope` (RFC 6749 section 3.3): unknown values and those the client may not have are left out, and the token
//! response says what was granted; a scope of which nothing is left is refused.

use super::Draft;
use crate::model::interaction::AuthorizationRequest;
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::protocol::grant_type::GrantType;
use crate::protocol::scope::{OFFLINE_ACCESS, Scope};

pub(super) fn check(draft: &Draft<'_>, request: &mut AuthorizationRequest) -> Result<(), OAuthError> {
    let metadata = &draft.located.client.metadata;
    let asked = Scope::parse(draft.parameters.value("scope").unwrap_or_default())?;
    let allowed = asked.within(&metadata.allowed_scope());
    // Core 11: without the grant, a refresh token could not be used.
    let useful = |value: &str| value != OFFLINE_ACCESS || metadata.may_use(GrantType::RefreshToken);
    request.scope = allowed.filter(useful);
    if request.scope.is_empty() && !asked.is_empty() {
        return Err(ErrorCode::InvalidScope.because("scope has no value that this client may ask for"));
    }
    Ok(())
}
