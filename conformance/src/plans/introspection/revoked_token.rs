//! `revoked-token`: a revoked token is dead.

use crate::prelude::*;

/// What the endpoint is asked for most.
pub(super) const MODULE: Module = Module {
    name: "revoked-token",
    requires: "A token that was revoked is not active",
    source: "RFC 7662 2.2, RFC 7009 2.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    test.provider.endpoint("revocation_endpoint")?;
    let (request, code) = test.grant(&client).await?;
    let tokens = Tokens::of(client.redeem(&request, &code).await?)?;
    let token = tokens.access_token()?;
    let (reader, _) = check::introspection::reader(test, token).await?;
    let reply = client.post("revocation_endpoint", &[("token", token)]).await?;
    if reply.status == 400 && reply.json()?["error"] == "unsupported_token_type" {
        return Err(skipped("access tokens cannot be revoked here"));
    }
    reply.expect(200)?;
    check::introspection::dead(&reader, "a revoked access token", token).await
}
