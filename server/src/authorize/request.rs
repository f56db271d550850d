//! The parameters of an authorization request, judged in the order of `checks`.

use super::checks::{CHECKS, Draft};
use super::locate::Located;
use crate::app::Services;
use crate::model::interaction::AuthorizationRequest;
use crate::protocol::error::OAuthError;
use crate::protocol::form::Form;

/// Every parameter valid, or the first reason why not.
///
/// # Errors
/// What the client is told, at its redirect URI.
pub(super) fn check(
    app: &Services,
    parameters: &Form,
    located: &Located,
) -> Result<AuthorizationRequest, OAuthError> {
    let mut request = AuthorizationRequest::default();
    let draft = Draft { app, parameters, located };
    for check in CHECKS {
        check(&draft, &mut request)?;
    }
    Ok(request)
}
