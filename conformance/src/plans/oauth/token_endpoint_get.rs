//! `token-endpoint-get`: the token endpoint is for POST.

use crate::prelude::*;

/// A GET is cached, logged and prefetched.
pub(super) const MODULE: Module = Module {
    name: "token-endpoint-get",
    requires: "The token endpoint refuses GET",
    source: "RFC 6749 3.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let (request, code) = test.grant(&client).await?;
    let mut url = test.provider.endpoint("token_endpoint")?;
    url.query_pairs_mut().extend_pairs(client.redemption(&request, &code));
    let reply = test.send(Ask::get(url).basic(&client.client.client_id, client.secret()?)).await?;
    ensure((400..500).contains(&reply.status), format!("expected GET to be refused, got {}", reply.status))
}
