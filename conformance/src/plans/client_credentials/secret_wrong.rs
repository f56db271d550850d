//! `secret-wrong`: a wrong secret gets nothing.

use crate::prelude::*;

/// Nor none at all.
pub(super) const MODULE: Module = Module {
    name: "secret-wrong",
    requires: "A service that does not authenticate, or does so wrongly, is answered with invalid_client",
    source: "RFC 6749 4.4.2, 5.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Service)?;
    let form = [("grant_type", "client_credentials")];
    let wrong = client.clone().with_secret("wrong").token(&form).await?;
    if client.client.token_endpoint_auth_method == "client_secret_basic" {
        check::error_reply::challenged(&wrong)?;
    }
    check::error_reply::invalid_client(&wrong)?;
    check::error_reply::invalid_client(&client.by("none").token(&form).await?)
}
