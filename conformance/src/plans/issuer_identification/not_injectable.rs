//! `not-injectable`: nobody else says it.

use crate::prelude::*;

/// A request that brings an iss of its own.
pub(super) const MODULE: Module = Module {
    name: "not-injectable",
    requires: "An iss of the request does not come back",
    source: "RFC 9207 2, 4",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    if test.provider.metadata["authorization_response_iss_parameter_supported"] != true {
        return Err(skipped("authorization_response_iss_parameter_supported is not true"));
    }

    let request = test.client(Role::Web)?.request()?.with("iss", "https://evil.example");
    let landing = request.open(&mut test.browser()).await?;
    match landing {
        Landing::Page(page) => page.is_shown(),
        Landing::Callback(callback) => check::callback::issuer(test, &callback),
    }
}
