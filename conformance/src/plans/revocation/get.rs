//! `get`: revocation is for POST.

use crate::prelude::*;

/// A link or an image must not do it.
pub(super) const MODULE: Module = Module {
    name: "get",
    requires: "The revocation endpoint takes no token from the query",
    source: "RFC 7009 2.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let (request, code) = test.grant(&client).await?;
    let tokens = Tokens::of(client.redeem(&request, &code).await?)?;
    let mut url = test.provider.endpoint("revocation_endpoint")?;
    url.query_pairs_mut().append_pair("token", tokens.access_token()?);
    test.send(Ask::get(url.clone()).basic(&client.client.client_id, client.secret()?)).await?;
    test.send(client.authenticated(url, &[])?).await?;
    let after = client.userinfo(tokens.access_token()?).await?;
    test.recommend(after.status == 200, "a token in the query was revoked");
    Ok(())
}
