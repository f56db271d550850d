//! `issuer`: it calls itself by its name.

use crate::prelude::*;

/// Exactly what was asked for: ID tokens are compared with it.
pub(super) const MODULE: Module = Module {
    name: "issuer",
    requires: "The issuer is exactly the URL it was found by, https, without query and fragment",
    source: "OpenID Connect Discovery 1.0 section 3, 4.3, 7.2, RFC 8414 2, 3.3",
    run: |test| async move { run(test) }.boxed(),
};

fn run(test: &Test) -> Result<(), Stop> {
    let issuer = test.provider.metadata["issuer"].as_str().unwrap_or_default();
    let asked = test.provider.issuer.as_str();
    ensure(issuer == asked, format!("expected the issuer {asked}, got {issuer:?}"))?;
    let url = check::address::is_secure(test, "issuer", issuer)?;
    ensure(url.query().is_none(), format!("the issuer has a query: {issuer}"))
}
