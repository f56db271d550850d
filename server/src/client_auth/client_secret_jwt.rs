//! `client_secret_jwt`: an assertion under the shared secret (OpenID Connect Core 9). The one method
//! for which the secret rests sealed instead of as a digest.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Evidence, Method, Presented, Proof, assertion, sealed_place};
use crate::app::Services;
use crate::keys::jws;
use crate::model::client::Client;
use crate::protocol::auth_method::AuthMethod;
use crate::protocol::error::OAuthError;
use crate::secret::Secret;

pub(super) struct ClientSecretJwt;

#[async_trait]
impl Method for ClientSecretJwt {
    fn name(&self) -> AuthMethod {
        AuthMethod::ClientSecretJwt
    }

    fn presented(&self, request: Presented<'_>) -> Result<Option<Evidence>, OAuthError> {
        assertion::presented(request, |algorithm| algorithm == "HS256")
    }

    async fn verify(
        &self,
        app: &Services,
        client: &Client,
        proof: Proof,
        now: DateTime<Utc>,
    ) -> Result<(), OAuthError> {
        let Proof::Assertion(token) = proof else {
            return Err(assertion::refused("an assertion is expected"));
        };
        let sealed =
            client.sealed_secret.as_deref().ok_or_else(|| assertion::refused("no secret is registered"))?;
        let opened = app.sealer.open(&sealed_place(&client.id), sealed).map_err(OAuthError::server)?;
        let secret = Secret::new(String::from_utf8_lossy(&opened));
        let verified = jws::verify_hs256(token.expose(), &secret).map_err(assertion::refused)?;
        assertion::accept(app, &client.id, &verified, now).await
    }
}
