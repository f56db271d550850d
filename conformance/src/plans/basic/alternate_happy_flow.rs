//! `alternate-happy-flow`: order means nothing.

use crate::prelude::*;

/// Parameters and scopes come the other way round.
pub(super) const MODULE: Module = Module {
    name: "alternate-happy-flow",
    requires: "The order of parameters and of scopes makes no difference",
    source: "RFC 6749 3.1, 3.3",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    test.provider.needs("scopes_supported", "email")?;
    let client = test.client(Role::Web)?;
    let request = client.request()?.with("scope", "email openid").reversed();
    check::flow::completes(test, &client, &request, &mut test.browser()).await?;
    Ok(())
}
