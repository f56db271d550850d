//! `reuse-ends-the-chain`: a replay ends everything.

use super::chain::{self, Rotated};
use crate::prelude::*;

/// Two parties have the chain, and nobody knows which is the thief.
pub(super) const MODULE: Module = Module {
    name: "reuse-ends-the-chain",
    requires: "When a rotated refresh token comes again, the active one of its chain ends",
    source: "RFC 9700 4.14.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let Rotated { client, first, second, third } = chain::rotated_twice(test).await?;

    check::error_reply::invalid_grant(&client.refresh(first.refresh_token()?).await?)?;
    let newest = third.refresh_token().or_else(|_| second.refresh_token())?;
    check::error_reply::invalid_grant(&client.refresh(newest).await?)?;
    let after = client.userinfo(third.access_token()?).await?;
    test.recommend(after.status != 200, "the access token of the chain lives on after the replay");
    Ok(())
}
