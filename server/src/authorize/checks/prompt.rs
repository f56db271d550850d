//! `prompt` (OpenID Connect Core 3.1.2.1).

use super::Draft;
use crate::model::interaction::AuthorizationRequest;
use crate::protocol::error::OAuthError;
use crate::protocol::prompt::Prompts;

pub(super) fn check(draft: &Draft<'_>, request: &mut AuthorizationRequest) -> Result<(), OAuthError> {
    request.prompts = Prompts::parse(draft.parameters.value("prompt").unwrap_or_default())?;
    // Whoever insists on a fresh sign-in has to see that there was one.
    request.wants_auth_time |= request.prompts.login;
    Ok(())
}
