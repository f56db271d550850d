//! `client-secret-missing`: a client with a secret shows it.

use crate::prelude::*;

/// Knowing the name of a client is not being it.
pub(super) const MODULE: Module = Module {
    name: "client-secret-missing",
    requires: "A confidential client that does not authenticate gets no tokens",
    source: "RFC 6749 3.2.1, 4.1.3, 5.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let (request, code) = test.grant(&client).await?;
    let reply = client.clone().by("none").redeem(&request, &code).await?;
    check::error_reply::invalid_client(&reply)?;
    let url = test.provider.endpoint("token_endpoint")?;
    let anonymous = test.send(Ask::form(url, &client.redemption(&request, &code))).await?;
    check::error_reply::holds(&anonymous, &[400, 401], &["invalid_client", "invalid_request"])
}
