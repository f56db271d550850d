//! `prompt-none-not-logged-in`: no page is shown to nobody.

use crate::prelude::*;

/// Nobody is signed in, and the client said that nothing may be shown.
pub(super) const MODULE: Module = Module {
    name: "prompt-none-not-logged-in",
    requires: "With prompt=none and nobody signed in, the client gets an error and no page is shown",
    source: "OpenID Connect Core 3.1.2.1, 3.1.2.6",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    // The official suite sends 128 characters here: a state of any length comes back.
    let state = "0123456789abcdef".repeat(8);
    let request = test.client(Role::Web)?.request()?.with("prompt", "none").with("state", &state);
    let callback = request.open(&mut test.browser()).await?.callback()?;
    check::callback::holds(&callback, &request)?;
    callback.expect_error(&["login_required", "interaction_required"])
}
