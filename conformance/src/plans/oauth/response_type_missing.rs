//! `response-type-missing`: a request says what it wants.

use crate::prelude::*;

/// There is no default.
pub(super) const MODULE: Module = Module {
    name: "response-type-missing",
    requires: "A request without response_type is refused with invalid_request",
    source: "RFC 6749 3.1.1, 4.1.2.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let mut browser = test.browser();
    client.request()?.granted(&mut browser).await?;
    let request = client.request()?.without("response_type");
    let landing = request.open(&mut browser).await?;
    check::callback::refused(&landing, &request, &["invalid_request", "unsupported_response_type"])
}
