//! `required`: what has to be there.

use futures::future::ready;

use crate::prelude::*;

/// And what the grants then need.
pub(super) const MODULE: Module = Module {
    name: "required",
    requires: "issuer and response_types_supported are there, and the endpoints that the grants need",
    source: "RFC 8414 2",
    run: |test| ready(run(test)).boxed(),
};

fn run(test: &Test) -> Result<(), Stop> {
    let document = &test.provider.metadata;
    ensure(document["issuer"].is_string(), "issuer is missing")?;
    let types = document["response_types_supported"].as_array();
    ensure(types.is_some_and(|types| !types.is_empty()), "response_types_supported is missing or empty")?;
    for (grant, endpoint) in [
        ("authorization_code", "authorization_endpoint"),
        ("authorization_code", "token_endpoint"),
        ("client_credentials", "token_endpoint"),
        ("refresh_token", "token_endpoint"),
    ] {
        let is_needed = test.provider.supports("grant_types_supported", grant);
        ensure(
            !is_needed || document[endpoint].is_string(),
            format!("{grant} needs {endpoint}, which is missing"),
        )?;
    }
    Ok(())
}
