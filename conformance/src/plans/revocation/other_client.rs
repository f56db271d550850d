//! `other-client`: nobody revokes what is another's.

use crate::prelude::*;

/// The others authenticate rightly.
pub(super) const MODULE: Module = Module {
    name: "other-client",
    requires: "A client cannot revoke a token of another client",
    source: "RFC 7009 2.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    test.provider.endpoint("revocation_endpoint")?;
    let (_, tokens) = test.refreshable(&client).await?;
    let mut tried = 0;
    for role in [Role::Other, Role::Public, Role::Service] {
        let Ok(other) = test.client(role) else { continue };
        for token in [tokens.refresh_token()?, tokens.access_token()?] {
            let reply = other.post("revocation_endpoint", &[("token", token)]).await?;
            let is_answer = matches!(reply.status, 200 | 400 | 401 | 403);
            ensure(is_answer, format!("expected a refusal or 200, got {}", reply.status))?;
        }
        tried += 1;
    }
    if tried == 0 {
        return Err(skipped("there is no other client"));
    }
    client.userinfo(tokens.access_token()?).await?.expect(200)?;
    Tokens::of(client.refresh(tokens.refresh_token()?).await?).map(drop)
}
