//! What both methods that send the secret itself have in common: it is compared with what is registered, both as
//! digests, in constant time.

use super::Proof;
use crate::model::client::Client;
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::secret::same;

pub(super) fn verify(client: &Client, proof: &Proof) -> Result<(), OAuthError> {
    let Proof::Secret(presented) = proof else {
        return Err(ErrorCode::InvalidClient.because("a client secret is expected"));
    };
    let registered = client.secret_digest.unwrap_or_default();
    let right = same(&registered, &presented.digest()) && client.secret_digest.is_some();
    right.then_some(()).ok_or_else(|| {
        ErrorCode::InvalidClient
            .because("the client is unknown or its authentication is wrong")
            .caused_by("the secret is wrong")
    })
}
