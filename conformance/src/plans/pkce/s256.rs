//! `s256`: the verifier opens what the challenge closed.

use crate::prelude::*;

/// Both kinds of clients.
pub(super) const MODULE: Module = Module {
    name: "s256",
    requires: "S256 works for confidential and for public clients",
    source: "RFC 7636 4.6, RFC 9700 2.1.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let mut tried = 0;
    for role in [Role::Web, Role::Public] {
        let Ok(client) = test.client(role) else { continue };
        let (request, code) = test.grant(&client).await?;
        Tokens::of(client.redeem(&request, &code).await?)?;
        tried += 1;
    }
    if tried == 0 { Err(skipped("this needs a web or a public client")) } else { Ok(()) }
}
