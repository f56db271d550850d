//! `login-hint`: the client guesses who comes.

use crate::prelude::*;

/// It may be wrong; whoever is there signs in.
pub(super) const MODULE: Module = Module {
    name: "login-hint",
    requires: "A request with a login_hint succeeds, whoever then signs in",
    source: "OpenID Connect Core 3.1.2.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let authorization_endpoint = test.provider.endpoint("authorization_endpoint")?;
    let stranger = format!("buffy@{}", authorization_endpoint.host_str().unwrap_or_default());
    let request = client.request()?.with("login_hint", &stranger);
    check::flow::completes(test, &client, &request, &mut test.browser()).await?;
    Ok(())
}
