//! `code-challenge-methods`: PKCE is told.

use crate::prelude::*;

/// Left out it means that PKCE is not supported.
pub(super) const MODULE: Module = Module {
    name: "code-challenge-methods",
    requires: "code_challenge_methods_supported is a list, and should name S256",
    source: "RFC 8414 2, RFC 7636 4.2, RFC 9700 2.1.1",
    run: |test| async move { run(test) }.boxed(),
};

fn run(test: &Test) -> Result<(), Stop> {
    let listed = &test.provider.metadata["code_challenge_methods_supported"];
    if listed.is_null() {
        test.recommend(
            false,
            "the metadata has no code_challenge_methods_supported: PKCE should be supported",
        );
        return Ok(());
    }
    ensure(listed.is_array(), format!("code_challenge_methods_supported is not a list: {listed}"))?;
    let s256 = test.provider.supports("code_challenge_methods_supported", "S256");
    test.recommend(s256, format!("code_challenge_methods_supported should name S256: {listed}"));
    Ok(())
}
