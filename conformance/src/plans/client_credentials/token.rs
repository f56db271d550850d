//! `token`: a service gets a token.

use crate::prelude::*;

/// The right request.
pub(super) const MODULE: Module = Module {
    name: "token",
    requires: "A client that may use the grant gets an access token",
    source: "RFC 6749 4.4.2, 4.4.3, 5.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Service)?;
    let tokens = Tokens::of(client.token(&[("grant_type", "client_credentials")]).await?)?;
    check::token_reply::holds(test, &tokens)
}
