//! `rotated-refresh-token`: an old one ends the chain.

use crate::prelude::*;

/// A client that lost track gives back what it still has.
pub(super) const MODULE: Module = Module {
    name: "rotated-refresh-token",
    requires: "Revoking a refresh token that was rotated does not leave its successor to others",
    source: "RFC 7009 2.1, RFC 9700 4.14.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    test.provider.endpoint("revocation_endpoint")?;
    let (_, first) = test.refreshable(&client).await?;
    let second = Tokens::of(client.refresh(first.refresh_token()?).await?)?;
    let newest = second.refresh_token().or_else(|_| first.refresh_token())?;
    if newest == first.refresh_token()? {
        return Err(skipped("refresh tokens of this client are not rotated"));
    }
    client.post("revocation_endpoint", &[("token", first.refresh_token()?)]).await?.expect(200)?;
    let after = client.refresh(newest).await?;
    test.recommend(after.status != 200, "the chain lives on after an older refresh token of it was revoked");
    Ok(())
}
