//! `rp-initiated-logout-discovery-endpoint-verification`: it says where to sign out.

use crate::prelude::*;

/// Its own place, over https.
pub(super) const MODULE: Module = Module {
    name: "rp-initiated-logout-discovery-endpoint-verification",
    requires: "The metadata names end_session_endpoint, an https URL",
    source: "OpenID Connect RP-Initiated Logout 1.0 section 2.1",
    run: |test| async move { run(test) }.boxed(),
};

fn run(test: &Test) -> Result<(), Stop> {
    let Some(address) = test.provider.metadata["end_session_endpoint"].as_str() else {
        return Err(skipped("the metadata has no end_session_endpoint"));
    };
    check::address::is_secure(test, "end_session_endpoint", address)?;
    Ok(())
}
