//! `display-popup`: a wish for a small window.

use crate::prelude::*;

/// Where it is not supported, it is ignored.
pub(super) const MODULE: Module = Module {
    name: "display-popup",
    requires: "A request with display=popup succeeds",
    source: "OpenID Connect Core 3.1.2.1, 15.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let request = client.request()?.with("display", "popup");
    check::flow::completes(test, &client, &request, &mut test.browser()).await?;
    Ok(())
}
