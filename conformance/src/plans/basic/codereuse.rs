//! `codereuse`: a code is used once.

use crate::prelude::*;

/// The second use is refused, by the same client in the same words.
pub(super) const MODULE: Module = Module {
    name: "codereuse",
    requires: "A code that was redeemed is refused with invalid_grant when it comes again",
    source: "RFC 6749 4.1.2, OpenID Connect Core 3.1.3.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let request = client.request()?;
    let code = request.granted(&mut test.browser()).await?.code()?;
    Tokens::of(client.redeem(&request, &code).await?)?;
    let again = client.redeem(&request, &code).await?;
    check::error_reply::invalid_grant(&again)
}
