//! `rp-initiated-logout-only-state`: a state that belongs to nothing.

use crate::prelude::*;

/// There is nobody to return it to.
pub(super) const MODULE: Module = Module {
    name: "rp-initiated-logout-only-state",
    requires: "A request with state alone ends on a page of the provider",
    source: "OpenID Connect RP-Initiated Logout 1.0 section 2, 3",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let mut leaving = check::logout::signed_in(test).await?;
    let state = leaving.state.clone();
    leaving.stays(&[("state", &state)]).await?;
    Ok(())
}
