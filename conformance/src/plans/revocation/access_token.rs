//! `access-token`: an access token is given back.

use crate::prelude::*;

/// Where the server can.
pub(super) const MODULE: Module = Module {
    name: "access-token",
    requires: "A revoked access token is refused afterwards, at once",
    source: "RFC 7009 2, 2.1, 2.2.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    test.provider.endpoint("revocation_endpoint")?;
    let (request, code) = test.grant(&client).await?;
    let tokens = Tokens::of(client.redeem(&request, &code).await?)?;
    let token = tokens.access_token()?;
    client.userinfo(token).await?.expect(200)?;
    let reply = client.post("revocation_endpoint", &[("token", token)]).await?;
    if reply.status != 200 {
        check::error_reply::holds(&reply, &[400], &["unsupported_token_type"])?;
        test.recommend(false, "access tokens cannot be revoked (RFC 7009 2: SHOULD)");
        return Ok(());
    }
    let after = client.userinfo(token).await?;
    ensure(after.status == 401, format!("expected 401 for a revoked access token, got {}", after.status))
}
