//! Authorization code (RFC 6749 section 4.1.3, RFC 7636 section 4.5).
//!
//! Client, redirect URI and verifier are compared before any side effect: who merely saw a code can
//! neither use nor burn it.

use async_trait::async_trait;

use super::reuse;
use super::{Exchange, Grant};
use crate::app::Services;
use crate::keys::token_tag::Kind;
use crate::model::entitlement::{Entitlement, PersonEntitlement, Step};
use crate::model::token_family::{Presented, TokenFamily};
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::protocol::grant_type::GrantType;
use crate::protocol::pkce::Challenge;
use crate::tokens::lookup::live_person;

pub(super) struct AuthorizationCode;

#[async_trait]
impl Grant for AuthorizationCode {
    fn grant_type(&self) -> GrantType {
        GrantType::AuthorizationCode
    }

    async fn redeem(
        &self,
        app: &Services,
        request: Exchange<'_>,
        again: bool,
    ) -> Result<Entitlement, OAuthError> {
        let unknown = || ErrorCode::InvalidGrant.because("the authorization code is not valid");
        let code = request.form.required("code")?;
        let derived = app.keys.current().recognise(code, request.now);
        let derived = derived.filter(|token| token.kind() == Kind::Code).ok_or_else(unknown)?;
        let family = super::family(app, (derived.family, 0), again).await?.ok_or_else(unknown)?;
        compare(&family, request)?;
        match family.judge(0, app.config.tokens.refresh_grace, true, request.now) {
            Presented::Current => {}
            Presented::Reused => return Err(reuse::of_code(app, &family, request).await?),
            _ => {
                return Err(
                    ErrorCode::InvalidGrant.because("the authorization code has expired or was revoked")
                );
            }
        }
        let gone = || ErrorCode::InvalidGrant.because("the account or the sign-in behind the code has ended");
        let user = live_person(app, &family).await?.ok_or_else(gone)?;
        let scope = family.scope.within(&request.client.metadata.allowed_scope());
        Ok(Entitlement::Person(Box::new(PersonEntitlement { user, family, step: Step::Redeem, scope })))
    }
}

fn compare(family: &TokenFamily, request: Exchange<'_>) -> Result<(), OAuthError> {
    if family.client_id != request.client.id {
        return Err(ErrorCode::InvalidGrant
            .because("the authorization code is not valid")
            .caused_by("the code was given to another client"));
    }
    let redirect_uri = request.form.value("redirect_uri").unwrap_or_default();
    if !family.code_binding.is_redirect(&request.client.id, redirect_uri) {
        return Err(
            ErrorCode::InvalidGrant.because("redirect_uri is not the one of the authorization request")
        );
    }
    let verifier = request.form.value("code_verifier");
    match (&family.code_binding.challenge, verifier) {
        (None, None) => Ok(()),
        // RFC 9700 section 2.1.1: a verifier without a challenge is a downgrade.
        (None, Some(_)) => {
            Err(ErrorCode::InvalidGrant
                .because("code_verifier is sent, but the request had no code_challenge"))
        }
        (Some(_), None) => Err(ErrorCode::InvalidGrant.because("code_verifier is missing")),
        (Some(challenge), Some(verifier)) => {
            let is_met = Challenge::parse(challenge).is_some_and(|challenge| challenge.is_met_by(verifier));
            is_met.then_some(()).ok_or_else(|| {
                ErrorCode::InvalidGrant.because("code_verifier does not fit the code_challenge")
            })
        }
    }
}
