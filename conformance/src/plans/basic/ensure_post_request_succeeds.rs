//! `ensure-post-request-succeeds`: a request may be posted.

use crate::prelude::*;

/// As a form, to the same endpoint.
pub(super) const MODULE: Module = Module {
    name: "ensure-post-request-succeeds",
    requires: "The authorization endpoint takes its parameters by POST as well",
    source: "OpenID Connect Core 3.1.2.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let request = client.request()?;
    let (ask, mut browser) = (request.posted(), test.browser());
    check::flow::completes_as(test, &client, &request, &mut browser, ask).await?;
    Ok(())
}
