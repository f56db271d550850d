//! `unknown-names`: no name that nobody knows.

use crate::prelude::*;

/// Mostly a mistyped one, whose value then nobody sees.
pub(super) const MODULE: Module = Module {
    name: "unknown-names",
    requires: "The metadata should have no member that is not registered",
    source: "OpenID Connect Discovery 1.0 section 3, RFC 8414 7.1",
    run: |test| async move { run(test) }.boxed(),
};

fn run(test: &Test) -> Result<(), Stop> {
    let metadata =
        test.provider.metadata.as_object().ok_or_else(|| failed("the metadata is no JSON object"))?;
    let unknown: Vec<_> = metadata.keys().filter(|name| !check::metadata_names::is_known(name)).collect();
    test.recommend(unknown.is_empty(), format!("{unknown:?} are not registered"));
    Ok(())
}
