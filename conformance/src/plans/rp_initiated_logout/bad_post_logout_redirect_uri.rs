//! `rp-initiated-logout-bad-post-logout-redirect-uri`: nobody is sent to an address that was not registered.

use crate::prelude::*;

/// Whatever hint comes with it.
pub(super) const MODULE: Module = Module {
    name: "rp-initiated-logout-bad-post-logout-redirect-uri",
    requires: "A post_logout_redirect_uri that is not registered is not followed",
    source: "OpenID Connect RP-Initiated Logout 1.0 section 2, 3",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let mut leaving = check::logout::signed_in(test).await?;
    let hint = leaving.id_token.clone();
    let uri = format!("{}/foo/bar", leaving.registered.trim_end_matches('/'));
    let state = leaving.state.clone();
    leaving.stays(&[("id_token_hint", &hint), ("post_logout_redirect_uri", &uri), ("state", &state)]).await?;
    Ok(())
}
