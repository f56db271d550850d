//! `ensure-request-with-valid-pkce-succeeds`: a code and its verifier.

use crate::prelude::*;

/// For a client with a secret as for one without.
pub(super) const MODULE: Module = Module {
    name: "ensure-request-with-valid-pkce-succeeds",
    requires: "A client with a secret may use PKCE with S256 as well",
    source: "RFC 7636 4.2, 4.6",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    test.provider.needs("code_challenge_methods_supported", "S256")?;
    let client = test.client(Role::Web)?;
    // Every request here carries a challenge, and its code comes with the verifier.
    let request = client.request()?;
    check::flow::completes(test, &client, &request, &mut test.browser()).await?;
    Ok(())
}
