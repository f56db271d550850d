//! Comparing a shared secret with what is registered: both as digests, in constant time.

use crate::model::client::Client;
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::secret::{Secret, same};

pub(super) fn compare(client: &Client, presented: &Secret) -> Result<(), OAuthError> {
    let registered = client.secret_digest.unwrap_or_default();
    let right = same(&registered, &presented.digest()) && client.secret_digest.is_some();
    right.then_some(()).ok_or_else(|| {
        ErrorCode::InvalidClient
            .because("the client is unknown or its authentication is wrong")
            .caused_by("the secret is wrong")
    })
}
