//! `reuse-is-refused`: what was replaced and outlived is dead.

use crate::prelude::*;

/// The successor was used: nobody can still be waiting for it.
pub(super) const MODULE: Module = Module {
    name: "reuse-is-refused",
    requires: "A rotated refresh token is refused once its successor was used",
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

    ensure(third.access_token().is_ok(), "the third access token is missing")?;
    check::error_reply::invalid_grant(&client.refresh(first.refresh_token()?).await?)
}

/// The public client, which has to rotate; else the web client, which may.
fn rotating(test: &Test) -> Result<RelyingParty, Stop> {
    let public = test.client(Role::Public).ok().filter(|client| client.client.may("refresh_token"));
    public.map_or_else(|| test.client(Role::Web), Ok)
}
