//! `private_key_jwt`: an assertion under a key the client registered (OpenID Connect Core 9).

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde_json::Value;

use super::{Evidence, Method, Presented, Proof, assertion};
use crate::app::Services;
use crate::keys::jws::{self, Foreign, JwsError};
use crate::model::client::Client;
use crate::protocol::auth_method::AuthMethod;
use crate::protocol::error::OAuthError;
use crate::protocol::signing_algorithm::SigningAlgorithm;

pub(super) struct PrivateKeyJwt;

#[async_trait]
impl Method for PrivateKeyJwt {
    fn name(&self) -> AuthMethod {
        AuthMethod::PrivateKeyJwt
    }

    fn presented(&self, request: Presented<'_>) -> Result<Option<Evidence>, OAuthError> {
        // Whatever is not HS256 is this method's to refuse.
        assertion::presented(request, |algorithm| algorithm != "HS256")
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
        let verified = verify_signature(app, client, token.expose(), now).await?;
        assertion::accept(app, &client.id, &verified, now).await
    }
}

/// Tries the registered keys; those behind `jwks_uri` are fetched again when none fits, since the client
/// may have rotated them.
async fn verify_signature(
    app: &Services,
    client: &Client,
    token: &str,
    now: DateTime<Utc>,
) -> Result<Foreign, OAuthError> {
    let allowed = allowed(client);
    if let Some(jwks) = &client.metadata.jwks {
        return jws::verify_with_jwks(token, jwks, &allowed).map_err(assertion::refused);
    }
    let url =
        client.metadata.jwks_uri.as_deref().ok_or_else(|| assertion::refused("no keys are registered"))?;
    let known: Arc<Value> = app.remote_jwks.read(url, &client.id, now).await.map_err(assertion::refused)?;
    match jws::verify_with_jwks(token, &known, &allowed) {
        Err(JwsError::NoKey) => {
            let fresh = app.remote_jwks.refreshed(url, &client.id, now).await.map_err(assertion::refused)?;
            jws::verify_with_jwks(token, &fresh, &allowed).map_err(assertion::refused)
        }
        judged => judged.map_err(assertion::refused),
    }
}

fn allowed(client: &Client) -> Vec<SigningAlgorithm> {
    match &client.metadata.token_endpoint_auth_signing_alg {
        Some(name) => SigningAlgorithm::named(name).into_iter().collect(),
        None => SigningAlgorithm::ALL.to_vec(),
    }
}
