//! `token-missing`: something has to be asked about.

use crate::prelude::*;

/// Left out, and twice.
pub(super) const MODULE: Module = Module {
    name: "token-missing",
    requires: "A request without a token, or with two, is refused with invalid_request",
    source: "RFC 7662 2.1, RFC 6749 5.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let caller = check::introspection::caller(test)?;
    for form in [vec![], vec![("token", "a"), ("token", "b")]] {
        let reply = caller.post("introspection_endpoint", &form).await?;
        check::error_reply::holds(&reply, &[400], &["invalid_request"])?;
    }
    Ok(())
}
