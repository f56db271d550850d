//! `refresh-token`: a refresh token is a token too.

use crate::prelude::*;

/// The client asks about its own.
pub(super) const MODULE: Module = Module {
    name: "refresh-token",
    requires: "A living refresh token is active for the client it belongs to",
    source: "RFC 7662 2.1, 2.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    test.provider.endpoint("introspection_endpoint")?;
    let (_, tokens) = test.refreshable(&client).await?;
    let told = check::introspection::of(&client, tokens.refresh_token()?).await?;
    if !check::introspection::is_active(&told) {
        return Err(skipped("nothing is told about refresh tokens here"));
    }
    let next = Tokens::of(client.refresh(tokens.refresh_token()?).await?)?;
    let next = Tokens::of(client.refresh(next.refresh_token()?).await?)?;
    if next.refresh_token()? == tokens.refresh_token()? {
        return Ok(());
    }
    check::introspection::dead(&client, "a rotated refresh token", tokens.refresh_token()?).await
}
