//! `rp-initiated-logout-no-params`: just out.

use crate::prelude::*;

/// The person sees that, or is asked.
pub(super) const MODULE: Module = Module {
    name: "rp-initiated-logout-no-params",
    requires: "A request without parameters ends on a page of the provider",
    source: "OpenID Connect RP-Initiated Logout 1.0 section 2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let mut leaving = check::logout::signed_in(test).await?;
    leaving.stays(&[]).await?;
    Ok(())
}
