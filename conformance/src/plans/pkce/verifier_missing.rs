//! `verifier-missing`: no verifier opens nothing.

use crate::prelude::*;

/// Left out, and empty.
pub(super) const MODULE: Module = Module {
    name: "verifier-missing",
    requires: "A code with a challenge is refused where the verifier is missing or empty",
    source: "RFC 7636 4.6, RFC 9700 2.1.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let mut browser = test.browser();
    for verifier in [None, Some("")] {
        let request = client.request()?;
        let code = request.granted(&mut browser).await?.code()?;
        let mut form = client.redemption(&request, &code);
        form.retain(|(name, _)| *name != "code_verifier");
        form.extend(verifier.map(|verifier| ("code_verifier", verifier)));
        let reply = client.token(&form).await?;
        check::error_reply::holds(&reply, &[400], &["invalid_grant", "invalid_request"])?;
    }
    Ok(())
}
