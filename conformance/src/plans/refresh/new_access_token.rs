//! `new-access-token`: a refresh gives a new access token.

use crate::prelude::*;

/// The one thing it is for.
pub(super) const MODULE: Module = Module {
    name: "new-access-token",
    requires: "A refresh token gives an access token that works",
    source: "RFC 6749 6",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let (_, first) = test.refreshable(&client).await?;
    let second = Tokens::of(client.refresh(first.refresh_token()?).await?)?;
    check::token_reply::holds(test, &second)?;
    ensure(first.access_token()? != second.access_token()?, "the refresh gave the same access token again")?;
    client.userinfo(second.access_token()?).await?.expect(200).map(drop)
}
