//! `ensure-registered-redirect-uri`: nobody is sent to an address that was not registered.

use crate::prelude::*;

/// A page tells the person; the browser stays.
pub(super) const MODULE: Module = Module {
    name: "ensure-registered-redirect-uri",
    requires: "A request with a redirect_uri that is not registered ends on a page of the provider",
    source: "RFC 6749 3.1.2.4, 4.1.2.1, OpenID Connect Core 3.1.2.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let request = test.client(Role::Web)?.request()?;
    let foreign = format!("{}/foo/bar", request.value("redirect_uri"));
    let page = request.with("redirect_uri", &foreign).open(&mut test.browser()).await?.page()?;
    page.is_shown()?;
    test.recommend(page.status >= 400, format!("the page that says so has status {}", page.status));
    Ok(())
}
