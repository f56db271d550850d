//! `endpoints-https`: every address is over TLS.

use crate::prelude::*;

/// Addresses that are loaded although they are not called endpoints.
const LOADED: [&str; 2] = ["jwks_uri", "check_session_iframe"];

/// Plain http on a loopback address is for tests, and noted.
pub(super) const MODULE: Module = Module {
    name: "endpoints-https",
    requires: "Every endpoint is an https URL without a fragment",
    source: "OpenID Connect Discovery 1.0 section 3, 7.1, RFC 8414 2",
    run: |test| async move { run(test) }.boxed(),
};

fn run(test: &Test) -> Result<(), Stop> {
    let all = test.provider.metadata.as_object().into_iter().flatten();
    let endpoints = all.filter(|(name, _)| name.ends_with("_endpoint") || LOADED.contains(&name.as_str()));
    for (name, value) in endpoints {
        let address = value.as_str().ok_or_else(|| failed(format!("{name} is not a URL: {value}")))?;
        check::address::is_secure(test, name, address)?;
    }
    let aliases = test.provider.metadata["mtls_endpoint_aliases"].as_object().into_iter().flatten();
    for (name, value) in aliases {
        check::address::is_secure(test, name, value.as_str().unwrap_or_default())?;
    }
    Ok(())
}
