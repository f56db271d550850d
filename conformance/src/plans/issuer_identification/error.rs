//! `error`: errors say it too.

use crate::prelude::*;

/// Errors that come at once, and errors that come after pages.
pub(super) const MODULE: Module = Module {
    name: "error",
    requires: "An authorization response with an error has the issuer as iss",
    source: "RFC 9207 2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    if test.provider.metadata["authorization_response_iss_parameter_supported"] != true {
        return Err(skipped("authorization_response_iss_parameter_supported is not true"));
    }

    let client = test.client(Role::Web)?;
    let quiet = client.request()?.with("prompt", "none");
    check::callback::issuer(test, &quiet.open(&mut test.browser()).await?.callback()?)?;
    let bent = [
        client.request()?.with("response_type", "nonsense"),
        client.request()?.with("code_challenge_method", "nonsense"),
        client.request()?.with("prompt", "none login"),
    ];
    for request in bent {
        if let Landing::Callback(callback) = request.open(&mut test.browser()).await? {
            check::callback::issuer(test, &callback)?;
        }
    }
    Ok(())
}
