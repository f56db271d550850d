//! `rp-initiated-logout`: out, and back to the application.

use crate::prelude::*;

/// The session is over, and `state` came back.
pub(super) const MODULE: Module = Module {
    name: "rp-initiated-logout",
    requires: "After signing out the browser goes to the registered address with state, and nobody is signed in",
    source: "OpenID Connect RP-Initiated Logout 1.0 section 2, 3",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let mut leaving = check::logout::signed_in(test).await?;
    let hint = leaving.id_token.clone();
    let uri = leaving.registered.clone();
    let state = leaving.state.clone();
    leaving
        .returns(&[("id_token_hint", &hint), ("post_logout_redirect_uri", &uri), ("state", &state)])
        .await?;
    leaving.is_over().await
}
