//! `token-request-in-query`: nothing secret in a URL.

use crate::prelude::*;

/// URLs are logged.
pub(super) const MODULE: Module = Module {
    name: "token-request-in-query",
    requires: "The token endpoint takes neither secrets nor codes from the query",
    source: "RFC 6749 2.3.1, 3.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let (request, code) = test.grant(&client).await?;
    let url = test.provider.endpoint("token_endpoint")?;
    let form = client.redemption(&request, &code);
    let mut with_secret = url.clone();
    let credentials = [("client_id", client.client.client_id.as_str()), ("client_secret", client.secret()?)];
    with_secret.query_pairs_mut().extend_pairs(credentials);
    let reply = test.send(Ask::form(with_secret, &form)).await?;
    ensure(reply.status != 200, "a client_secret in the query was accepted")?;
    let mut with_code = url;
    with_code.query_pairs_mut().extend_pairs(&form);
    let reply = test.send(client.authenticated(with_code, &[])?).await?;
    ensure(reply.status != 200, "a code in the query was accepted")?;
    check::error_reply::holds(&reply, &[400], &["invalid_request"])
}
