//! `method-unknown`: methods that nobody knows.

use crate::prelude::*;

/// Names have a case.
pub(super) const MODULE: Module = Module {
    name: "method-unknown",
    requires: "A code_challenge_method that is not supported is refused with invalid_request",
    source: "RFC 7636 4.4.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let mut browser = test.browser();
    client.request()?.granted(&mut browser).await?;
    for unknown in ["S512", "s256", "S256 plain", "none"] {
        let request = client.request()?.with("code_challenge_method", unknown);
        let landing = request.open(&mut browser).await?;
        check::callback::refused(&landing, &request, &["invalid_request"])?;
    }
    Ok(())
}
