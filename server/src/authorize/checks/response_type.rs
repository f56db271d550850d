//! `response_type` (RFC 6749 section 3.1.1).

use super::Draft;
use crate::model::interaction::AuthorizationRequest;
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::protocol::grant_type::GrantType;
use crate::protocol::response_type::CODE;

pub(super) fn check(draft: &Draft<'_>, _: &mut AuthorizationRequest) -> Result<(), OAuthError> {
    if draft.parameters.required("response_type")? != CODE {
        return Err(
            ErrorCode::UnsupportedResponseType.because("response_type is not supported, expected code")
        );
    }
    let metadata = &draft.located.client.metadata;
    let registered = metadata.response_types.iter().any(|known| known == CODE);
    if !registered || !metadata.may_use(GrantType::AuthorizationCode) {
        return Err(
            ErrorCode::UnauthorizedClient.because("the client is not registered for response_type code")
        );
    }
    Ok(())
}
