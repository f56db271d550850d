//! `code-of-another-client`: a code is for one client.

use crate::prelude::*;

/// Both clients are real, and the second one authenticates rightly.
pub(super) const MODULE: Module = Module {
    name: "code-of-another-client",
    requires: "A code that was given to one client is refused with invalid_grant when another one redeems it",
    source: "RFC 6749 4.1.2, 4.1.3, 10.5",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let (client, other) = (test.client(Role::Web)?, test.client(Role::Other)?);
    let (request, code) = test.grant(&client).await?;
    check::error_reply::invalid_grant(&other.redeem(&request, &code).await?)?;
    let Ok(public) = test.client(Role::Public) else { return Ok(()) };
    let (request, code) = test.grant(&client).await?;
    check::error_reply::invalid_grant(&public.redeem(&request, &code).await?)
}
