//! `document`: it is where it belongs.

use crate::prelude::*;

/// The well-known part stands between host and path.
pub(super) const MODULE: Module = Module {
    name: "document",
    requires: "The metadata are JSON at the well-known address, and name the issuer exactly",
    source: "RFC 8414 3.1, 3.2, 3.3",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let (reply, document) = check::metadata::read(test).await?;
    ensure(
        reply.media_type() == "application/json",
        format!("expected application/json, got {:?}", reply.media_type()),
    )?;
    let (issuer, told) = (test.provider.issuer.as_str(), &document["issuer"]);
    ensure(told == issuer, format!("expected the issuer {issuer}, got {told}"))
}
