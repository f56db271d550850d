//! `client_secret_post`: id and secret in the body (RFC 6749 section 2.3.1).

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Evidence, Method, Presented, Proof, shared_secret};
use crate::app::Services;
use crate::model::client::Client;
use crate::protocol::auth_method::AuthMethod;
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::secret::Secret;

pub(super) struct ClientSecretPost;

#[async_trait]
impl Method for ClientSecretPost {
    fn name(&self) -> AuthMethod {
        AuthMethod::ClientSecretPost
    }

    fn presented(&self, request: Presented<'_>) -> Result<Option<Evidence>, OAuthError> {
        let Some(secret) = request.form.value("client_secret") else {
            return Ok(None);
        };
        if !request.authorization.is_empty() {
            return Err(
                ErrorCode::InvalidRequest.because("more than one way of client authentication is used")
            );
        }
        let client_id = request.form.required("client_id")?.to_owned();
        Ok(Some(Evidence { client_id, proof: Proof::Secret(Secret::new(secret)) }))
    }

    async fn verify(
        &self,
        _: &Services,
        client: &Client,
        proof: Proof,
        _: DateTime<Utc>,
    ) -> Result<(), OAuthError> {
        shared_secret::verify(client, &proof)
    }
}
