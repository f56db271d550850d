//! `rp-initiated-logout-no-post-logout-redirect-uri`: out, with nowhere to go.

use crate::prelude::*;

/// A registered address is not used unless it is asked for.
pub(super) const MODULE: Module = Module {
    name: "rp-initiated-logout-no-post-logout-redirect-uri",
    requires: "Without post_logout_redirect_uri the browser is sent nowhere",
    source: "OpenID Connect RP-Initiated Logout 1.0 section 2, 3",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let mut leaving = check::logout::signed_in(test).await?;
    let hint = leaving.id_token.clone();
    let state = leaving.state.clone();
    leaving.stays(&[("id_token_hint", &hint), ("state", &state)]).await?;
    Ok(())
}
