//! `server`: the code flow from the first request to userinfo.

use crate::prelude::*;

/// Everything a client checks on the way holds.
pub(super) const MODULE: Module = Module {
    name: "server",
    requires: "The code flow ends in a valid ID token, and userinfo speaks of the same person",
    source: "OpenID Connect Core 3.1, 5.3.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let request = client.request()?;
    let tokens = client.tokens(&request, &mut test.browser()).await?;
    check::token_reply::holds(test, &tokens)?;
    let id_token = check::id_token::holds(test, &client, &request, &tokens).await?;
    let userinfo = client.userinfo(tokens.access_token()?).await?;
    let claims = userinfo.expect(200)?.json()?;
    ensure(
        claims["sub"] == id_token.claims["sub"],
        format!("userinfo speaks of {}, the ID token of {}", claims["sub"], id_token.claims["sub"]),
    )
}
