//! `prompt-none-logged-in`: whoever is signed in is not bothered.

use crate::prelude::*;

/// The second request shows nothing and speaks of the same sign-in.
pub(super) const MODULE: Module = Module {
    name: "prompt-none-logged-in",
    requires: "With prompt=none and somebody signed in, the request succeeds and no page is shown",
    source: "OpenID Connect Core 3.1.2.1, 3.1.2.3",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let mut browser = test.browser();
    let first = check::flow::completes(test, &client, &client.request()?, &mut browser).await?;
    let request = client.request()?.with("prompt", "none");
    let second = check::flow::is_silent(test, &client, &request, &mut browser).await?;
    check::flow::same_sign_in(&first, &second)
}
