//! `server-client-secret-post`: the secret in the form.

use crate::prelude::*;

/// The whole flow, for a client that is registered so.
pub(super) const MODULE: Module = Module {
    name: "server-client-secret-post",
    requires: "A client registered with client_secret_post authenticates with its secret in the form",
    source: "RFC 6749 2.3.1, OpenID Connect Core 9",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    test.provider.needs("token_endpoint_auth_methods_supported", "client_secret_post")?;
    let client = test.client(Role::SecretPost)?;
    let flow = check::flow::completes(test, &client, &client.request()?, &mut test.browser()).await?;
    let reply = client.userinfo(flow.tokens.access_token()?).await?;
    check::userinfo::holds(test, &reply, &flow).await?;
    Ok(())
}
