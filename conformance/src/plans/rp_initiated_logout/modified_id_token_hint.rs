//! `rp-initiated-logout-modified-id-token-hint`: a hint without its signature is no hint.

use crate::prelude::*;

/// The same claims with `alg` none.
pub(super) const MODULE: Module = Module {
    name: "rp-initiated-logout-modified-id-token-hint",
    requires: "With an id_token_hint whose signature was taken away, the browser is sent nowhere",
    source: "OpenID Connect RP-Initiated Logout 1.0 section 2, 4",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let mut leaving = check::logout::signed_in(test).await?;
    let hint = check::logout::stripped(&leaving.id_token)?;
    let uri = leaving.registered.clone();
    let state = leaving.state.clone();
    leaving.stays(&[("id_token_hint", &hint), ("post_logout_redirect_uri", &uri), ("state", &state)]).await?;
    Ok(())
}
