//! `metadata`: a client can see that PKCE works.

use futures::future::ready;

use crate::prelude::*;

/// Otherwise it cannot rely on it.
pub(super) const MODULE: Module = Module {
    name: "metadata",
    requires: "The metadata names S256 in code_challenge_methods_supported",
    source: "RFC 9700 2.1.1, RFC 8414 2",
    run: |test| ready(run(test)).boxed(),
};

fn run(test: &Test) -> Result<(), Stop> {
    let methods = &test.provider.metadata["code_challenge_methods_supported"];
    test.recommend(!methods.is_null(), "the metadata does not tell about PKCE");
    let has_s256 = methods.is_null() || test.provider.supports("code_challenge_methods_supported", "S256");
    ensure(has_s256, format!("expected S256 among the methods, got {methods}"))?;
    test.recommend(!test.provider.supports("code_challenge_methods_supported", "plain"), "plain is offered");
    Ok(())
}
