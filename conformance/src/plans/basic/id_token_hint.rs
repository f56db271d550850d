//! `id-token-hint`: the client says whom it expects.

use crate::prelude::*;

/// The person of the hint is signed in: nothing is shown.
pub(super) const MODULE: Module = Module {
    name: "id-token-hint",
    requires: "With prompt=none and a hint of the person who is signed in, the request succeeds",
    source: "OpenID Connect Core 3.1.2.1, 3.1.2.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let mut browser = test.browser();
    let first = check::flow::completes(test, &client, &client.request()?, &mut browser).await?;
    let hint = first.tokens.text("id_token")?;
    let request = client.request()?.with("prompt", "none").with("id_token_hint", hint);
    let second = check::flow::is_silent(test, &client, &request, &mut browser).await?;
    check::flow::same_sign_in(&first, &second)
}
