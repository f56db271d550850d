//! `response-type-unknown`: only what is known is answered.

use crate::prelude::*;

/// Unknown, respelled and half-known response types.
pub(super) const MODULE: Module = Module {
    name: "response-type-unknown",
    requires: "A response_type that is not known is refused with unsupported_response_type",
    source: "RFC 6749 3.1.1, 4.1.2.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let mut browser = test.browser();
    client.request()?.granted(&mut browser).await?;
    for wrong in ["nonsense", "CODE", "code nonsense", "code,token", "code\\\"<script>"] {
        let request = client.request()?.with("response_type", wrong);
        let landing = request.open(&mut browser).await?;
        check::callback::refused(&landing, &request, &["unsupported_response_type", "invalid_request"])?;
    }
    Ok(())
}
