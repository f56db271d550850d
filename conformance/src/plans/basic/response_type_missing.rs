//! `response-type-missing`: a request that does not say what it wants is refused.

use crate::prelude::*;

/// The client is told, or a page says so.
pub(super) const MODULE: Module = Module {
    name: "response-type-missing",
    requires: "An authorization request without response_type is refused with invalid_request or unsupported_response_type",
    source: "RFC 6749 3.1.1, 4.1.2.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let request = test.client(Role::Web)?.request()?.without("response_type");
    let landing = request.open(&mut test.browser()).await?;
    check::callback::refused(&landing, &request, &["invalid_request", "unsupported_response_type"])
}
