//! Refresh tokens (RFC 6749 section 6): every use rotates, a lost reply is repeated within the grace
//! time, anything else is reuse (RFC 9700 section 4.14.2).

use async_trait::async_trait;

use super::reuse;
use super::{Exchange, Grant};
use crate::app::Services;
use crate::model::entitlement::{Entitlement, PersonEntitlement, Step};
use crate::model::token_family::{Presented, TokenFamily};
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::protocol::grant_type::GrantType;
use crate::protocol::scope::Scope;
use crate::tokens::lookup::{live_person, recognise_refresh_token};
use crate::tokens::mint::agent_digest;

pub(super) struct RefreshToken;

#[async_trait]
impl Grant for RefreshToken {
    fn grant_type(&self) -> GrantType {
        GrantType::RefreshToken
    }

    async fn redeem(
        &self,
        app: &Services,
        request: Exchange<'_>,
        again: bool,
    ) -> Result<Entitlement, OAuthError> {
        let unknown = || ErrorCode::InvalidGrant.because("the refresh token is not valid");
        let presented = request.form.required("refresh_token")?;
        let recognised = recognise_refresh_token(app, presented, request.now).ok_or_else(unknown)?;
        let family = super::family(app, recognised, again).await?.ok_or_else(unknown)?;
        let generation = recognised.1;
        if family.client_id != request.client.id {
            return Err(unknown().caused_by("the refresh token was given to another client"));
        }
        let scope = narrowed(&family, request)?;
        let grace = app.config.tokens.refresh_grace;
        let step = match family.judge(generation, grace, is_same_agent(&family, request), request.now) {
            Presented::Current => Step::Rotate { from: generation },
            Presented::Retry => Step::Repeat { current: family.generation },
            Presented::Reused | Presented::FromTheFuture => {
                return Err(reuse::of_refresh_token(app, &family, generation, request).await?);
            }
            Presented::Dead => {
                return Err(ErrorCode::InvalidGrant.because("the refresh token has expired or was revoked"));
            }
        };
        let user = live_person(app, &family).await?.ok_or_else(ended_with_the_account)?;
        Ok(Entitlement::Person(Box::new(PersonEntitlement { user, family, step, scope })))
    }
}

/// An account that is suspended ends what was signed in before, and coming back revives none of it: the wording must
/// be true of an account that may be used again.
fn ended_with_the_account() -> OAuthError {
    ErrorCode::InvalidGrant.because(
        "the refresh token was revoked when its account was suspended, deactivated or given a new password; the person \
         has to sign in again",
    )
}

/// Section 6: `scope` may narrow this access token; the grant itself stays as it was. What the client may not have any
/// more is not in it, whatever was granted once.
fn narrowed(family: &TokenFamily, request: Exchange<'_>) -> Result<Scope, OAuthError> {
    let granted = family.scope.within(&request.client.metadata.allowed_scope());
    let Some(text) = request.form.value("scope") else {
        return Ok(granted);
    };
    let asked = Scope::parse(text)?;
    let within = asked.is_within(&granted);
    within
        .then_some(asked)
        .ok_or_else(|| ErrorCode::InvalidScope.because("scope has a value that was not granted"))
}

/// A confidential client proved who it is. Of a public one, another program presenting a used token is a thief.
fn is_same_agent(family: &TokenFamily, request: Exchange<'_>) -> bool {
    !request.client.metadata.is_public() || family.last_agent == agent_digest(request.origin)
}
