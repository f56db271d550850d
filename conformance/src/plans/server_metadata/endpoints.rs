//! `endpoints`: endpoints are https URLs.

use futures::future::ready;
use url::Url;

use crate::prelude::*;

/// Loopback may do without TLS, for tests.
pub(super) const MODULE: Module = Module {
    name: "endpoints",
    requires: "Every endpoint is an https URL without a fragment",
    source: "RFC 8414 2, RFC 6749 3.1, 3.2",
    run: |test| ready(run(test)).boxed(),
};

fn run(test: &Test) -> Result<(), Stop> {
    for name in check::metadata::URLS {
        let Some(value) = test.provider.metadata[name].as_str() else { continue };
        let url =
            Url::parse(value).map_err(|error| failed(format!("{name} {value} is not a URL: {error}")))?;
        ensure(url.fragment().is_none(), format!("{name} {value} has a fragment"))?;
        let is_safe = url.scheme() == "https" || check::metadata::is_loopback(&url);
        ensure(is_safe, format!("expected an https URL as {name}, got {value}"))?;
    }
    Ok(())
}
