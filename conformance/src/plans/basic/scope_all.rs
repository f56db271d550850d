//! `scope-all`: everything at once.

use crate::prelude::*;

/// Each claim of each scope that is known, with the right type.
pub(super) const MODULE: Module = Module {
    name: "scope-all",
    requires: "With all scopes, userinfo tells the claims of all of them",
    source: "OpenID Connect Core 5.1, 5.4",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    check::claims::are_told(test, &check::claims::SCOPES).await
}
