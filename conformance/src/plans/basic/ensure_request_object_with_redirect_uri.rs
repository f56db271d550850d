//! `ensure-request-object-with-redirect-uri`: what is inside the object counts.

use crate::prelude::*;

/// The address outside is not registered.
pub(super) const MODULE: Module = Module {
    name: "ensure-request-object-with-redirect-uri",
    requires: "The redirect_uri of the request object counts, or the request is refused on a page",
    source: "OpenID Connect Core 6.1, 6.3.3",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    check::request_object::is_unsigned_offered(test)?;
    let client = test.client(Role::Web)?;
    let request = client.request()?;
    let foreign = format!("{}/foo/bar", request.value("redirect_uri"));
    let moved = check::request_object::moved_inside(&request, &test.provider.issuer);
    // The browser waits at the foreign address as well: being sent there is seen, and is wrong.
    let landing = moved.with("redirect_uri", &foreign).open(&mut test.browser()).await?;
    let Landing::Callback(callback) = landing else { return Ok(()) };
    let went = callback.url.as_str();
    ensure(
        !went.contains("/foo/bar"),
        format!("the browser was sent to an address nobody registered: {went}"),
    )?;
    check::callback::holds(&callback, &request)?;
    check::flow::redeemed(test, &client, &request, &callback.code()?).await?;
    Ok(())
}
