//! `rp-initiated-logout-bad-id-token-hint`: a hint somebody else signed.

use crate::prelude::*;

/// The same header and claims with another signature.
pub(super) const MODULE: Module = Module {
    name: "rp-initiated-logout-bad-id-token-hint",
    requires: "With an id_token_hint whose signature does not hold, the browser is sent nowhere",
    source: "OpenID Connect RP-Initiated Logout 1.0 section 2, 4",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let mut leaving = check::logout::signed_in(test).await?;
    let hint = check::logout::forged(&leaving.id_token)?;
    let uri = leaving.registered.clone();
    let state = leaving.state.clone();
    leaving.stays(&[("id_token_hint", &hint), ("post_logout_redirect_uri", &uri), ("state", &state)]).await?;
    Ok(())
}
