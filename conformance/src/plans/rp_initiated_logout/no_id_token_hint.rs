//! `rp-initiated-logout-no-id-token-hint`: an address alone.

use crate::prelude::*;

/// Nobody said for which client.
pub(super) const MODULE: Module = Module {
    name: "rp-initiated-logout-no-id-token-hint",
    requires: "A post_logout_redirect_uri without an id_token_hint is not followed",
    source: "OpenID Connect RP-Initiated Logout 1.0 section 2, 3",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let mut leaving = check::logout::signed_in(test).await?;
    let uri = leaving.registered.clone();
    let state = leaving.state.clone();
    leaving.stays(&[("post_logout_redirect_uri", &uri), ("state", &state)]).await?;
    Ok(())
}
