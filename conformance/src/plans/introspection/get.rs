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
    let caller = check::introspection::caller(test)?;
    let service = Tokens::of(caller.token(&[("grant_type", "client_credentials")]).await?);
    let token =
        service.ok().and_then(|tokens| tokens.access_token().map(str::to_owned).ok()).unwrap_or_default();
    let mut url = test.provider.endpoint("introspection_endpoint")?;
    url.query_pairs_mut().append_pair("token", &token);
    let by_get = test.send(Ask::get(url.clone()).basic(&caller.client.client_id, caller.secret()?)).await?;
    test.recommend(by_get.status != 200, "introspection by GET is served");
    let by_post = test.send(caller.authenticated(url, &[])?).await?;
    test.recommend(by_post.status != 200, "introspection takes the token from the query of a POST");
    Ok(())
}
