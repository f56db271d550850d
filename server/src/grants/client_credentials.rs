//! Client credentials (RFC 6749 section 4.4): a service acts for itself.

use async_trait::async_trait;

use super::{Exchange, Grant};
use crate::app::Services;
use crate::model::entitlement::Entitlement;
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::protocol::grant_type::GrantType;
use crate::protocol::scope::{self, Scope};

pub(super) struct ClientCredentials;

#[async_trait]
impl Grant for ClientCredentials {
    fn grant_type(&self) -> GrantType {
        GrantType::ClientCredentials
    }

    async fn redeem(&self, _: &Services, request: Exchange<'_>, _: bool) -> Result<Entitlement, OAuthError> {
        // Section 4.4: only confidential clients.
        if request.client.metadata.is_public() {
            return Err(
                ErrorCode::UnauthorizedClient.because("a public client may not use client_credentials")
            );
        }
        // Scopes that speak of a person mean nothing here.
        let of_person = |value: &str| scope::STANDARD.contains(&value);
        let allowed = request.client.metadata.allowed_scope().filter(|value| !of_person(value));
        let scope = match request.form.value("scope") {
            None => allowed,
            Some(text) => {
                let asked = Scope::parse(text)?;
                if !asked.is_within(&allowed) {
                    return Err(ErrorCode::InvalidScope
                        .because("scope has a value that this client may not have for itself"));
                }
                asked
            }
        };
        Ok(Entitlement::Service { scope })
    }
}
