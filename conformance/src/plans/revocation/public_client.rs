//! `public-client`: a public client gives back its own.

use crate::prelude::*;

/// Its name is enough.
pub(super) const MODULE: Module = Module {
    name: "public-client",
    requires: "A public client may revoke its own tokens",
    source: "RFC 7009 2.1, 5",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Public)?;
    test.provider.endpoint("revocation_endpoint")?;
    let (_, tokens) = test.refreshable(&client).await?;
    let refresh_token = tokens.refresh_token()?;
    client.post("revocation_endpoint", &[("token", refresh_token)]).await?.expect(200)?;
    check::error_reply::invalid_grant(&client.refresh(refresh_token).await?)
}
