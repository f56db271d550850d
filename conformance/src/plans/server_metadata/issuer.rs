//! `issuer`: an issuer is a plain https URL.

use futures::future::ready;
use url::Url;

use crate::prelude::*;

/// Loopback may do without TLS, for tests.
pub(super) const MODULE: Module = Module {
    name: "issuer",
    requires: "The issuer is an https URL without query and fragment",
    source: "RFC 8414 2",
    run: |test| ready(run(test)).boxed(),
};

fn run(test: &Test) -> Result<(), Stop> {
    let issuer = test.provider.metadata["issuer"].as_str().ok_or_else(|| failed("issuer is missing"))?;
    let url = Url::parse(issuer).map_err(|error| failed(format!("{issuer} is not a URL: {error}")))?;
    ensure(url.query().is_none() && url.fragment().is_none(), format!("{issuer} has a query or a fragment"))?;
    let is_safe = url.scheme() == "https" || check::metadata::is_loopback(&url);
    ensure(is_safe, format!("expected an https URL as issuer, got {issuer}"))
}
