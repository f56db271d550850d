//! `userinfo-post-body`: claims by POST, with the token in the form.

use crate::prelude::*;

/// RFC 6750 leaves this way open to the provider, so that refusing is a warning.
pub(super) const MODULE: Module = Module {
    name: "userinfo-post-body",
    requires: "Userinfo answers POST with the access token in the form",
    source: "OpenID Connect Core 5.3.1, RFC 6750 2.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let flow = check::flow::completes(test, &client, &client.request()?, &mut test.browser()).await?;
    let url = test.provider.endpoint("userinfo_endpoint")?;
    let reply = test.send(Ask::form(url, &[("access_token", flow.tokens.access_token()?)])).await?;
    if reply.status != 200 {
        test.recommend(false, format!("a token in the form is answered with status {}", reply.status));
        return Ok(());
    }
    check::userinfo::holds(test, &reply, &flow).await?;
    Ok(())
}
