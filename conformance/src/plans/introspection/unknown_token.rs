//! `unknown-token`: nothing is told about nothing.

use crate::prelude::*;

/// No token, other words, a code.
pub(super) const MODULE: Module = Module {
    name: "unknown-token",
    requires: "About a token that is none only active false is told",
    source: "RFC 7662 2.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let caller = check::introspection::caller(test)?;
    for unknown in ["unknown", "a.b.c", &"x".repeat(5000), "{}"] {
        let told = check::introspection::of(&caller, unknown).await?;
        ensure(!check::introspection::is_active(&told), format!("expected active false for {unknown:?}"))?;
        test.recommend(
            told.len() == 1,
            format!("more than active false is told: {}", check::shown(Some(&told))),
        );
    }
    Ok(())
}
