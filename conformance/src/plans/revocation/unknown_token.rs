//! `unknown-token`: what is not there cannot be taken away.

use crate::prelude::*;

/// The client wanted it dead, and dead it is.
pub(super) const MODULE: Module = Module {
    name: "unknown-token",
    requires: "Revoking an unknown token, or one twice, is answered with 200",
    source: "RFC 7009 2.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let (request, code) = test.grant(&client).await?;
    let tokens = Tokens::of(client.redeem(&request, &code).await?)?;
    for token in ["unknown", "a.b.c", tokens.access_token()?, tokens.access_token()?] {
        let reply = client.post("revocation_endpoint", &[("token", token)]).await?;
        let is_unsupported = reply.status == 400 && reply.body.contains("unsupported_token_type");
        ensure(
            reply.status == 200 || is_unsupported,
            format!("expected 200 for {token:?}, got {}", reply.status),
        )?;
    }
    Ok(())
}
