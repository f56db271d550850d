//! One check of an authorization request per file, in the order of [`CHECKS`].

mod acr_values;
mod claims;
mod hints;
mod max_age;
mod nonce;
mod not_offered;
mod pkce;
mod prompt;
mod response_type;
mod scope;

use super::locate::Located;
use crate::app::Services;
use crate::model::interaction::AuthorizationRequest;
use crate::protocol::error::OAuthError;
use crate::protocol::form::Form;

/// What a check looks at.
pub(super) struct Draft<'r> {
    pub(super) app: &'r Services,
    pub(super) parameters: &'r Form,
    pub(super) located: &'r Located,
}

type Check = fn(&Draft<'_>, &mut AuthorizationRequest) -> Result<(), OAuthError>;

/// The order decides which of several mistakes is told.
pub(super) static CHECKS: [Check; 10] = [
    not_offered::check,
    response_type::check,
    scope::check,
    pkce::check,
    nonce::check,
    prompt::check,
    max_age::check,
    claims::check,
    acr_values::check,
    hints::check,
];
