//! `acr_values` (OpenID Connect Core 3.1.2.1), those of the `claims` parameter, or the registered ones.

use super::Draft;
use crate::model::interaction::AuthorizationRequest;
use crate::protocol::error::OAuthError;

#[expect(clippy::unnecessary_wraps, reason = "all checks have one shape")]
pub(super) fn check(draft: &Draft<'_>, request: &mut AuthorizationRequest) -> Result<(), OAuthError> {
    let asked = draft.parameters.value("acr_values").unwrap_or_default();
    let mut values: Vec<String> =
        asked.split(' ').filter(|value| !value.is_empty()).map(str::to_owned).collect();
    values.extend(request.claims.acr_values.iter().cloned());
    if values.is_empty() {
        values.clone_from(&draft.located.client.metadata.default_acr_values);
    }
    request.acr_values = values;
    Ok(())
}
