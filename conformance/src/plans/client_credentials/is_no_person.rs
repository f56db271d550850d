//! `is-no-person`: a service is nobody.

use crate::prelude::*;

/// Its token opens what is its own.
pub(super) const MODULE: Module = Module {
    name: "is-no-person",
    requires: "The token of a service shows no claims of a person",
    source: "RFC 9700 4.15, OpenID Connect Core 5.3",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Service)?;
    let tokens = Tokens::of(client.token(&[("grant_type", "client_credentials")]).await?)?;
    let reply = client.userinfo(tokens.access_token()?).await?;
    ensure(
        matches!(reply.status, 400 | 401 | 403 | 404),
        format!("expected userinfo to refuse a service, got {}", reply.status),
    )
}
