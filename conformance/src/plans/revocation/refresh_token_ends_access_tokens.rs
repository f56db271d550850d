//! `refresh-token-ends-access-tokens`: the access tokens go with it.

use crate::prelude::*;

/// They belong to the same grant.
pub(super) const MODULE: Module = Module {
    name: "refresh-token-ends-access-tokens",
    requires: "With a refresh token the access tokens of its grant are revoked",
    source: "RFC 7009 2.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    test.provider.endpoint("revocation_endpoint")?;
    let (_, first) = test.refreshable(&client).await?;
    let second = Tokens::of(client.refresh(first.refresh_token()?).await?)?;
    let newest = second.refresh_token().or_else(|_| first.refresh_token())?;
    client.post("revocation_endpoint", &[("token", newest)]).await?.expect(200)?;
    for (which, tokens) in [("first", &first), ("second", &second)] {
        let after = client.userinfo(tokens.access_token()?).await?;
        test.recommend(
            after.status != 200,
            format!("the {which} access token lives on (RFC 7009 2.1: SHOULD)"),
        );
    }
    Ok(())
}
