//! `rp-initiated-logout-no-state`: out and back without state.

use crate::prelude::*;

/// It was not sent, so it does not come.
pub(super) const MODULE: Module = Module {
    name: "rp-initiated-logout-no-state",
    requires: "Without state the browser goes to the registered address without state, and nobody is signed in",
    source: "OpenID Connect RP-Initiated Logout 1.0 section 2, 3",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let mut leaving = check::logout::signed_in(test).await?;
    let hint = leaving.id_token.clone();
    let uri = leaving.registered.clone();
    leaving.returns(&[("id_token_hint", &hint), ("post_logout_redirect_uri", &uri)]).await?;
    leaving.is_over().await
}
