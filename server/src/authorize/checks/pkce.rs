//! `code_challenge` and `code_challenge_method` (RFC 7636 section 4.3).

use super::Draft;
use crate::model::interaction::AuthorizationRequest;
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::protocol::pkce::{Challenge, METHOD};

pub(super) fn check(draft: &Draft<'_>, request: &mut AuthorizationRequest) -> Result<(), OAuthError> {
    let parameters = draft.parameters;
    let Some(challenge) = parameters.value("code_challenge") else {
        if parameters.value("code_challenge_method").is_some() {
            return Err(ErrorCode::InvalidRequest.because("code_challenge is missing"));
        }
        if draft.located.client.metadata.require_pkce {
            return Err(
                ErrorCode::InvalidRequest.because("code_challenge is missing: PKCE with S256 is required")
            );
        }
        return Ok(());
    };
    // Without a method the default would be plain, which is not offered.
    if parameters.value("code_challenge_method") != Some(METHOD) {
        return Err(ErrorCode::InvalidRequest.because("code_challenge_method is not S256"));
    }
    let parsed = Challenge::parse(challenge);
    request.challenge = Some(parsed.ok_or_else(|| {
        ErrorCode::InvalidRequest.because("code_challenge is not the base64url of a SHA-256")
    })?);
    Ok(())
}
