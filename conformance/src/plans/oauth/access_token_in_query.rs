//! `access-token-in-query`: no access token in a URL.

use crate::prelude::*;

/// RFC 6750 allowed it, and RFC 9700 took it back.
pub(super) const MODULE: Module = Module {
    name: "access-token-in-query",
    requires: "An access token in the query is not accepted",
    source: "RFC 9700 4.3.2, RFC 6750 2.3",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let (request, code) = test.grant(&client).await?;
    let tokens = Tokens::of(client.redeem(&request, &code).await?)?;
    let mut url = test.provider.endpoint("userinfo_endpoint")?;
    url.query_pairs_mut().append_pair("access_token", tokens.access_token()?);
    let reply = test.send(Ask::get(url)).await?;
    test.recommend(reply.status != 200, "userinfo takes an access token from the query");
    Ok(())
}
