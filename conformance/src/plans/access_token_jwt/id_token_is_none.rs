//! `id-token-is-none`: an ID token is no access token.

use crate::prelude::*;

/// The same keys signed it.
pub(super) const MODULE: Module = Module {
    name: "id-token-is-none",
    requires: "An ID token is not accepted as an access token",
    source: "RFC 9068 4, 5, RFC 8725 3.11",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let (request, code) = test.grant(&client).await?;
    let tokens = Tokens::of(client.redeem(&request, &code).await?)?;
    let reply = client.userinfo(tokens.text("id_token")?).await?;
    ensure(reply.status == 401, format!("expected 401 for an ID token at userinfo, got {}", reply.status))
}
