//! `refresh-token`: a refresh token is given back.

use crate::prelude::*;

/// What every server has to be able to do.
pub(super) const MODULE: Module = Module {
    name: "refresh-token",
    requires: "A revoked refresh token is refused afterwards",
    source: "RFC 7009 2, 2.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    test.provider.endpoint("revocation_endpoint")?;
    let (_, tokens) = test.refreshable(&client).await?;
    let refresh_token = tokens.refresh_token()?;
    client.post("revocation_endpoint", &[("token", refresh_token)]).await?.expect(200)?;
    check::error_reply::invalid_grant(&client.refresh(refresh_token).await?)
}
