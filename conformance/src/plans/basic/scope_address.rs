//! `scope-address`: where somebody lives.

use crate::prelude::*;

/// Each claim of the scope that is known, with the right type; none of the other scopes.
pub(super) const MODULE: Module = Module {
    name: "scope-address",
    requires: "With the scope address, userinfo tells the claims of that scope",
    source: "OpenID Connect Core 5.1, 5.4",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    check::claims::are_told(test, &["address"]).await
}
