//! `nonce` (OpenID Connect Core 3.1.2.1): carried into the ID token, so bounded.

use super::Draft;
use crate::model::interaction::AuthorizationRequest;
use crate::protocol::error::{ErrorCode, OAuthError};

const LONGEST: usize = 1024;

pub(super) fn check(draft: &Draft<'_>, request: &mut AuthorizationRequest) -> Result<(), OAuthError> {
    let nonce = draft.parameters.value("nonce");
    if nonce.is_some_and(|nonce| nonce.len() > LONGEST) {
        return Err(ErrorCode::InvalidRequest.because("nonce is longer than 1024 characters"));
    }
    request.nonce = nonce.map(str::to_owned);
    Ok(())
}
