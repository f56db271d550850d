//! `success`: a code says where it is from.

use crate::prelude::*;

/// What a client compares to find a mix-up.
pub(super) const MODULE: Module = Module {
    name: "success",
    requires: "An authorization response with a code has the issuer as iss",
    source: "RFC 9207 2, 2.4",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    if test.provider.metadata["authorization_response_iss_parameter_supported"] != true {
        return Err(skipped("authorization_response_iss_parameter_supported is not true"));
    }

    let callback = test.client(Role::Web)?.request()?.granted(&mut test.browser()).await?;
    check::callback::issuer(test, &callback)
}
