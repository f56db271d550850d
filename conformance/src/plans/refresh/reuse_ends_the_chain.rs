//! `reuse-ends-the-chain`: a replay ends everything.

use crate::prelude::*;

/// Two parties have the chain, and nobody knows which is the thief.
pub(super) const MODULE: Module = Module {
    name: "reuse-ends-the-chain",
    requires: "When a rotated refresh token comes again, the active one of its chain ends",
    source: "RFC 9700 4.14.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = rotating(test)?;
    let (_, first) = test.refreshable(&client).await?;
    let second = Tokens::of(client.refresh(first.refresh_token()?).await?)?;
    if second.refresh_token().ok().is_none_or(|new| Some(new) == first.refresh_token().ok()) {
        return Err(skipped("refresh tokens of this client are not rotated"));
    }
    let third = Tokens::of(client.refresh(second.refresh_token()?).await?)?;

    check::error_reply::invalid_grant(&client.refresh(first.refresh_token()?).await?)?;
    let newest = third.refresh_token().or_else(|_| second.refresh_token())?;
    check::error_reply::invalid_grant(&client.refresh(newest).await?)?;
    let after = client.userinfo(third.access_token()?).await?;
    test.recommend(after.status != 200, "the access token of the chain lives on after the replay");
    Ok(())
}

/// The public client, which has to rotate; else the web client, which may.
fn rotating(test: &Test) -> Result<RelyingParty, Stop> {
    let public = test.client(Role::Public).ok().filter(|client| client.client.may("refresh_token"));
    public.map_or_else(|| test.client(Role::Web), Ok)
}
