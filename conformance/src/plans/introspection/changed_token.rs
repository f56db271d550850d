//! `changed-token`: a changed token is no token.

use crate::prelude::*;

/// Its signature, its end, its claims.
pub(super) const MODULE: Module = Module {
    name: "changed-token",
    requires: "A token that was changed is not active",
    source: "RFC 7662 2.2, 4",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let (request, code) = test.grant(&client).await?;
    let tokens = Tokens::of(client.redeem(&request, &code).await?)?;
    let token = tokens.access_token()?;
    let (reader, _) = check::introspection::reader(test, token).await?;
    for changed in check::access_token::changed(token) {
        check::introspection::dead(&reader, &format!("the changed token {changed:?}"), &changed).await?;
    }
    Ok(())
}
