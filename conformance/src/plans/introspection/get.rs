//! `get`: tokens do not go into URLs.

use crate::prelude::*;

/// Proxies and logs keep them.
pub(super) const MODULE: Module = Module {
    name: "get",
    requires: "The introspection endpoint takes no token from the query",
    source: "RFC 7662 2.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let (request, code) = test.grant(&client).await?;
    let tokens = Tokens::of(client.redeem(&request, &code).await?)?;
    let (reader, _) = check::introspection::reader(test, tokens.access_token()?).await?;
    let mut url = test.provider.endpoint("introspection_endpoint")?;
    url.query_pairs_mut().append_pair("token", tokens.access_token()?);
    let by_get = test.send(Ask::get(url.clone()).basic(&reader.client.client_id, reader.secret()?)).await?;
    test.recommend(by_get.status != 200, "introspection by GET is served");
    let by_post = test.send(reader.authenticated(url, &[])?).await?;
    test.recommend(by_post.status != 200, "introspection takes the token from the query of a POST");
    Ok(())
}
