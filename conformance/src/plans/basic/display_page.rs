//! `display-page`: a wish for a full page.

use crate::prelude::*;

/// Where it is not supported, it is ignored.
pub(super) const MODULE: Module = Module {
    name: "display-page",
    requires: "A request with display=page succeeds",
    source: "OpenID Connect Core 3.1.2.1, 15.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let request = client.request()?.with("display", "page");
    check::flow::completes(test, &client, &request, &mut test.browser()).await?;
    Ok(())
}
