//! `ensure-request-with-unknown-parameter-succeeds`: what is not understood is ignored.

use crate::prelude::*;

/// Specifications to come may add parameters.
pub(super) const MODULE: Module = Module {
    name: "ensure-request-with-unknown-parameter-succeeds",
    requires: "An unknown parameter in an authorization request is ignored",
    source: "RFC 6749 3.1, OpenID Connect Core 3.1.2.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let request = client.request()?.with("extra", "foobar");
    check::flow::completes(test, &client, &request, &mut test.browser()).await?;
    Ok(())
}
