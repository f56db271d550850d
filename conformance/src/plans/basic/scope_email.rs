//! `scope-email`: where mail reaches somebody.

use crate::prelude::*;

/// Each claim of the scope that is known, with the right type; none of the other scopes.
pub(super) const MODULE: Module = Module {
    name: "scope-email",
    requires: "With the scope email, userinfo tells the claims of that scope",
    source: "OpenID Connect Core 5.1, 5.4",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    check::claims::are_told(test, &["email"]).await
}
