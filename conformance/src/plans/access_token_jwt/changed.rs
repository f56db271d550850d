//! `changed`: a changed token opens nothing.

use crate::prelude::*;

/// Signature cut, changed, taken away, and other claims under the same signature.
pub(super) const MODULE: Module = Module {
    name: "changed",
    requires: "A JWT access token that was changed is refused",
    source: "RFC 9068 4, RFC 8725 3.1, 3.3",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let (request, code) = test.grant(&client).await?;
    let tokens = Tokens::of(client.redeem(&request, &code).await?)?;
    let token = tokens.access_token()?;
    check::access_token::peeked(token)?;
    client.userinfo(token).await?.expect(200)?;
    for changed in check::access_token::changed(token) {
        let reply = client.userinfo(&changed).await?;
        ensure(
            reply.status == 401,
            format!("expected 401 for the changed token {changed}, got {}", reply.status),
        )?;
    }
    Ok(())
}
