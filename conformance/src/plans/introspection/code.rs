//! `code`: a code is no token.

use crate::prelude::*;

/// Nor may asking about it spend it.
pub(super) const MODULE: Module = Module {
    name: "code",
    requires: "An authorization code is not active, and still works after it was asked about",
    source: "RFC 7662 2, 2.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let caller = check::introspection::caller(test)?;
    let client = test.client(Role::Web)?;
    let (request, code) = test.grant(&client).await?;
    check::introspection::dead(&caller, "an authorization code", &code).await?;
    Tokens::of(client.redeem(&request, &code).await?).map(drop)
}
