//! `userinfo-post-header`: claims by POST.

use http::header::CONTENT_LENGTH;

use crate::prelude::*;

/// The token comes in the header, and the body is empty.
pub(super) const MODULE: Module = Module {
    name: "userinfo-post-header",
    requires: "Userinfo answers POST with the access token in the Authorization header",
    source: "OpenID Connect Core 5.3.1, RFC 6750 2.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let flow = check::flow::completes(test, &client, &client.request()?, &mut test.browser()).await?;
    let url = test.provider.endpoint("userinfo_endpoint")?;
    // The length is said, for without it some servers take the request to have no body and so no type.
    let ask = Ask::form::<&str, &str>(url, &[]).header(CONTENT_LENGTH, "0");
    let ask = ask.bearer(flow.tokens.access_token()?);
    check::userinfo::holds(test, &test.send(ask).await?, &flow).await?;
    Ok(())
}
