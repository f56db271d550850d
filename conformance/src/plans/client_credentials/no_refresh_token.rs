//! `no-refresh-token`: nothing to refresh.

use crate::prelude::*;

/// The client has its secret, and asks again.
pub(super) const MODULE: Module = Module {
    name: "no-refresh-token",
    requires: "No refresh token comes with client credentials",
    source: "RFC 6749 4.4.3",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Service)?;
    let tokens = Tokens::of(client.token(&[("grant_type", "client_credentials")]).await?)?;
    test.recommend(tokens.refresh_token().is_err(), "a refresh token came (RFC 6749 4.4.3: SHOULD NOT)");
    Ok(())
}
