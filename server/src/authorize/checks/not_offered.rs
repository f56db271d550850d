//! Parameters of features that are not offered (OpenID Connect Core 3.1.2.6), and a response mode that is not allowed.

use super::Draft;
use crate::model::interaction::AuthorizationRequest;
use crate::protocol::error::{ErrorCode, OAuthError};

pub(super) fn check(draft: &Draft<'_>, _: &mut AuthorizationRequest) -> Result<(), OAuthError> {
    if draft.located.mode_problem {
        let modes = &draft.located.client.metadata.response_modes;
        let expected = modes.iter().map(|mode| mode.as_str()).collect::<Vec<_>>().join(" or ");
        let why = format!("response_mode is not supported for this client, expected {expected}");
        return Err(ErrorCode::InvalidRequest.because(why));
    }
    let refusals = [
        ("request", ErrorCode::RequestNotSupported, "request objects are not supported"),
        ("request_uri", ErrorCode::RequestUriNotSupported, "request_uri is not supported"),
        ("registration", ErrorCode::RegistrationNotSupported, "registration is not supported"),
    ];
    match refusals.into_iter().find(|(name, ..)| draft.parameters.value(name).is_some()) {
        Some((_, code, why)) => Err(code.because(why)),
        None => Ok(()),
    }
}
