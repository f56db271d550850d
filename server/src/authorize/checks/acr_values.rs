//! `acr_values` (OpenID Connect Core 3.1.2.1), those of the `claims` parameter, or the registered ones.

use super::Draft;
use crate::authorize::demand::is_known;
use crate::model::interaction::AuthorizationRequest;
use crate::protocol::error::{ErrorCode, OAuthError};

pub(super) fn check(draft: &Draft<'_>, request: &mut AuthorizationRequest) -> Result<(), OAuthError> {
    let asked = draft.parameters.value("acr_values").unwrap_or_default();
    let mut values: Vec<String> =
        asked.split(' ').filter(|value| !value.is_empty()).map(str::to_owned).collect();
    values.extend(request.claims.acr_values.iter().cloned());
    if values.is_empty() {
        values.clone_from(&draft.located.client.metadata.default_acr_values);
    }
    // Core 5.5.1.1: an essential acr that cannot be met is a failed authentication.
    let met = values.is_empty() || values.iter().any(|value| is_known(value));
    if request.claims.acr_essential && !met {
        return Err(
            ErrorCode::UnmetAuthenticationRequirements.because("claims asks for an acr that is not offered")
        );
    }
    request.acr_values = values;
    Ok(())
}
