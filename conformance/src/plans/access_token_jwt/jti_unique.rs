//! `jti-unique`: no two are the same.

use crate::prelude::*;

/// Two tokens of one client and one person.
pub(super) const MODULE: Module = Module {
    name: "jti-unique",
    requires: "Every access token has a jti of its own",
    source: "RFC 9068 2.2, RFC 7519 4.1.7",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let first = check::access_token::sign_in(test).await?.access_token;
    let second = check::access_token::sign_in(test).await?.access_token;
    let (first, second) = (first.claims.get("jti"), second.claims.get("jti"));
    ensure(
        first.is_some() && first != second,
        format!("expected two different jti, got {} and {}", check::shown(first), check::shown(second)),
    )
}
