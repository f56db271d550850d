//! `unauthenticated`: a client with a secret shows it, here too.

use crate::prelude::*;

/// A stolen refresh token alone is of no use.
pub(super) const MODULE: Module = Module {
    name: "unauthenticated",
    requires: "A confidential client that does not authenticate, or does so wrongly, gets nothing for its refresh token",
    source: "RFC 6749 6, 3.2.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let (_, tokens) = test.refreshable(&client).await?;
    let refresh_token = tokens.refresh_token()?;
    check::error_reply::invalid_client(&client.clone().by("none").refresh(refresh_token).await?)?;
    check::error_reply::challenged(&client.clone().with_secret("wrong").refresh(refresh_token).await?)?;
    // Neither attempt may have spent it.
    Tokens::of(client.refresh(refresh_token).await?).map(drop)
}
