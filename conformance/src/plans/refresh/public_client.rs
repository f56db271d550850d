//! `public-client`: a client without a secret refreshes by its name.

use crate::prelude::*;

/// Its refresh token is all it has.
pub(super) const MODULE: Module = Module {
    name: "public-client",
    requires: "A public client that has a refresh token may use it",
    source: "RFC 6749 6, RFC 9700 2.2.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Public)?;
    let (_, first) = test.refreshable(&client).await?;
    let second = Tokens::of(client.refresh(first.refresh_token()?).await?)?;
    check::token_reply::holds(test, &second)
}
