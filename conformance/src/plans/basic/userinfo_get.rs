//! `userinfo-get`: claims by GET.

use crate::prelude::*;

/// The token comes in the header.
pub(super) const MODULE: Module = Module {
    name: "userinfo-get",
    requires: "Userinfo answers GET with the access token in the Authorization header",
    source: "OpenID Connect Core 5.3.1, RFC 6750 2.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let flow = check::flow::completes(test, &client, &client.request()?, &mut test.browser()).await?;
    let reply = client.userinfo(flow.tokens.access_token()?).await?;
    check::userinfo::holds(test, &reply, &flow).await?;
    Ok(())
}
