//! `no-id-token`: nobody signed in.

use crate::prelude::*;

/// A scope does not make a person.
pub(super) const MODULE: Module = Module {
    name: "no-id-token",
    requires: "No ID token comes with client credentials, whatever the scope",
    source: "OpenID Connect Core 2, 3.1.2.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Service)?;
    let plain = Tokens::of(client.token(&[("grant_type", "client_credentials")]).await?)?;
    ensure(plain.fields.get("id_token").is_none(), "an ID token came, and nobody signed in")?;
    let reply = client.token(&[("grant_type", "client_credentials"), ("scope", "openid")]).await?;
    if reply.status != 200 {
        return check::error_reply::holds(&reply, &[400], &["invalid_scope"]);
    }
    let tokens = Tokens::of(reply)?;
    ensure(
        tokens.fields.get("id_token").is_none(),
        "an ID token came with the scope openid, and nobody signed in",
    )
}
