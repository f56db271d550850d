//! `grant-type-unknown`: only known grants.

use crate::prelude::*;

/// Unknown, respelled and missing grant types.
pub(super) const MODULE: Module = Module {
    name: "grant-type-unknown",
    requires: "An unknown grant_type is refused with unsupported_grant_type, a missing one with invalid_request",
    source: "RFC 6749 5.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let (request, code) = test.grant(&client).await?;
    let others = client.redemption(&request, &code).into_iter().filter(|(name, _)| *name != "grant_type");
    let others: Vec<_> = others.collect();
    let reply = client.token(&others).await?;
    check::error_reply::holds(&reply, &[400], &["invalid_request"])?;
    for unknown in ["nonsense", "AUTHORIZATION_CODE", "authorization_code ", "urn:example:grant"] {
        let mut form = others.clone();
        form.push(("grant_type", unknown));
        let reply = client.token(&form).await?;
        check::error_reply::holds(&reply, &[400], &["unsupported_grant_type", "invalid_request"])?;
    }
    Ok(())
}
