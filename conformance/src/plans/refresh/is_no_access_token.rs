//! `is-no-access-token`: a refresh token is shown to nobody else.

use crate::prelude::*;

/// Resource servers take access tokens.
pub(super) const MODULE: Module = Module {
    name: "is-no-access-token",
    requires: "A refresh token is not accepted as an access token",
    source: "RFC 6749 1.5, RFC 6750 3.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let (_, tokens) = test.refreshable(&client).await?;
    let reply = client.userinfo(tokens.refresh_token()?).await?;
    ensure(
        matches!(reply.status, 400 | 401 | 403),
        format!("expected a refresh token to be refused, got {}", reply.status),
    )
}
