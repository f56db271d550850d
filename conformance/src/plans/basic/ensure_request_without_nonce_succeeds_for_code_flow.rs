//! `ensure-request-without-nonce-succeeds-for-code-flow`: the code flow does without a nonce.

use crate::prelude::*;

/// It is required where the ID token comes through the browser, and only there.
pub(super) const MODULE: Module = Module {
    name: "ensure-request-without-nonce-succeeds-for-code-flow",
    requires: "A request of the code flow without a nonce succeeds, and the ID token has none",
    source: "OpenID Connect Core 3.1.2.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let request = client.request()?.without("nonce");
    let flow = check::flow::completes(test, &client, &request, &mut test.browser()).await?;
    ensure(!flow.id_token.claims.contains_key("nonce"), "the ID token has a nonce that nobody sent")
}
