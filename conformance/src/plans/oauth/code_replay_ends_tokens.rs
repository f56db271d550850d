//! `code-replay-ends-tokens`: a code that comes twice was stolen.

use crate::prelude::*;

/// Nobody knows which of the two was the thief.
pub(super) const MODULE: Module = Module {
    name: "code-replay-ends-tokens",
    requires: "When a code comes again, the tokens it gave end",
    source: "RFC 6749 4.1.2, 10.5",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let (request, code) = test.grant(&client).await?;
    let tokens = Tokens::of(client.redeem(&request, &code).await?)?;
    client.userinfo(tokens.access_token()?).await?.expect(200)?;
    check::error_reply::invalid_grant(&client.redeem(&request, &code).await?)?;
    let after = client.userinfo(tokens.access_token()?).await?;
    test.recommend(after.status != 200, "the access token lives on after its code was used again");
    if let Ok(refresh_token) = tokens.refresh_token() {
        let after = client.refresh(refresh_token).await?;
        test.recommend(after.status != 200, "the refresh token lives on after its code was used again");
    }
    Ok(())
}
