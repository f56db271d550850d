//! `none`: a public client says who it is and cannot prove it (RFC 6749 section 2.1).

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Evidence, Method, Presented, Proof};
use crate::app::Services;
use crate::model::client::Client;
use crate::protocol::auth_method::AuthMethod;
use crate::protocol::error::OAuthError;

pub(super) struct None;

#[async_trait]
impl Method for None {
    fn name(&self) -> AuthMethod {
        AuthMethod::None
    }

    fn presented(&self, request: Presented<'_>) -> Result<Option<Evidence>, OAuthError> {
        let client_id = request.form.value("client_id").map(str::to_owned);
        Ok(client_id.map(|client_id| Evidence { client_id, proof: Proof::Nothing }))
    }

    async fn verify(&self, _: &Services, _: &Client, _: Proof, _: DateTime<Utc>) -> Result<(), OAuthError> {
        Ok(())
    }
}
